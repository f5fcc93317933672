package dev.lockstep.local.check;

import dev.lockstep.local.workload.DocumentKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Connects to the database with the tables, with session times in UTC. */
@FunctionalInterface
public interface Target {

    int NO_SUCH_TABLE = 1146;

    Connection connect() throws SQLException;

    /** The documents of all rows of a table; none without the table. */
    static List<DocumentKey> keys(String table, Connection connection) throws SQLException {
        List<DocumentKey> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM `" + table + "`")) {
            while (row.next()) {
                keys.add(DocumentKey.of(table, row.getString(1)));
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_TABLE) {
                throw e;
            }
        }
        return keys;
    }
}
