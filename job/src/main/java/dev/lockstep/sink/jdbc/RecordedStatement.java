package dev.lockstep.sink.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A statement that reads, and writes down what it is to execute instead of doing it. */
final class RecordedStatement {

    private static final int NO_SUCH_TABLE = 1146;

    private RecordedStatement() {}

    /**
     * @param reads runs what is read
     * @param recorded gets the SQL of what is not
     */
    static Statement of(Statement reads, List<String> recorded) {
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "execute" -> {
                            recorded.add((String) arguments[0]);
                            return false;
                        }
                        case "executeQuery" -> {
                            return query((String) arguments[0], reads);
                        }
                        case "getConnection" -> {
                            return reads.getConnection();
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                };
        return (Statement)
                Proxy.newProxyInstance(
                        Statement.class.getClassLoader(),
                        new Class<?>[] {Statement.class},
                        handler);
    }

    /** Before the first job Lockstep's own tables are not there, and hold nothing. */
    private static ResultSet query(String sql, Statement reads) throws SQLException {
        try {
            return reads.executeQuery(sql);
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_TABLE) {
                throw e;
            }
            return reads.executeQuery("SELECT 1 FROM information_schema.tables WHERE 1 = 0");
        }
    }
}
