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
        return rows(table, connection).stream().map(RowVersion::key).toList();
    }

    /** All rows of a table as one statement sees them; none without the table. */
    static List<RowVersion> rows(String table, Connection connection) throws SQLException {
        List<RowVersion> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM `" + table + "`")) {
            while (row.next()) {
                rows.add(RowVersion.read(table, row));
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_TABLE) {
                throw e;
            }
        }
        return rows;
    }
}
