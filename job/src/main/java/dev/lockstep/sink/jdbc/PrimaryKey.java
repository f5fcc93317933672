package dev.lockstep.sink.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the columns of a table's primary key. */
final class PrimaryKey {

    private PrimaryKey() {}

    /** Quoted names in the order of the index; empty when there is no such table or no key. */
    static List<String> read(String table, Connection connection) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT column_name FROM information_schema.statistics"
                                + " WHERE table_schema = DATABASE() AND table_name = ?"
                                + " AND index_name = 'PRIMARY' ORDER BY seq_in_index")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    columns.add(MySqlDialect.quote(row.getString(1)));
                }
            }
        }
        return columns;
    }
}
