package dev.lockstep.sink.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Statement;
import java.util.List;

/** A statement that reads, and writes down what it is to execute instead of doing it. */
final class RecordedStatement {

    private RecordedStatement() {}

    /**
     * @param reads runs what is read
     * @param recorded gets the SQL of what is not
     */
    static Statement of(Statement reads, List<String> recorded) {
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    if (method.getName().equals("execute")) {
                        recorded.add((String) arguments[0]);
                        return false;
                    } else if (!method.getName().equals("executeQuery")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    try {
                        return method.invoke(reads, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                };
        return (Statement)
                Proxy.newProxyInstance(
                        Statement.class.getClassLoader(),
                        new Class<?>[] {Statement.class},
                        handler);
    }
}
