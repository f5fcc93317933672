package dev.lockstep.e2e;

import dev.lockstep.local.mysql.MySqlExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the target with SQL and changes it as its users do. */
final class TargetRows {

    private static final int NO_SUCH_TABLE = 1146;

    private final MySqlExtension server;

    TargetRows(MySqlExtension server) {
        this.server = server;
    }

    /** The rows of a query, each with its columns in order; none when the table is not there. */
    List<Map<String, @Nullable Object>> rows(String sql) throws SQLException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnLabel(i), result.getObject(i));
                }
                rows.add(row);
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_TABLE) {
                throw e;
            }
        }
        return rows;
    }

    /** The rows of a query as tuples of their columns' values. */
    List<List<@Nullable Object>> values(String sql) throws SQLException {
        List<List<@Nullable Object>> values = new ArrayList<>();
        rows(sql).forEach(row -> values.add(new ArrayList<>(row.values())));
        return values;
    }

    /** The first column of a query as text. */
    List<String> strings(String sql) throws SQLException {
        return rows(sql).stream()
                .map(row -> String.valueOf(row.values().iterator().next()))
                .toList();
    }

    /** The number that a query with one row and one column gives; 0 without the table. */
    long number(String sql) throws SQLException {
        return rows(sql).stream()
                .mapToLong(row -> ((Number) row.values().iterator().next()).longValue())
                .sum();
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
