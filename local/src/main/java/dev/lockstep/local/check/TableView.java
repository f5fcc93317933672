package dev.lockstep.local.check;

import dev.lockstep.local.workload.DocumentKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table with its child tables, as all of them are at one moment.
 *
 * @param orphans documents that have rows in the child tables, and none in the table
 */
record TableView(List<RowVersion> rows, Set<DocumentKey> orphans) {

    TableView {
        rows = List.copyOf(rows);
        orphans = Set.copyOf(orphans);
    }

    /** Empty without the table. */
    static TableView read(String table, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            try {
                return read(table, ItemRows.read(table, connection), statement);
            } finally {
                statement.execute("COMMIT");
            }
        }
    }

    private static TableView read(String table, ItemRows items, Statement statement)
            throws SQLException {
        List<RowVersion> rows = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT * FROM `" + table + "`")) {
            while (row.next()) {
                rows.add(RowVersion.read(table, row, items.take(row.getString("id"))));
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != Target.NO_SUCH_TABLE) {
                throw e;
            }
        }
        Set<DocumentKey> orphans = new HashSet<>();
        items.left().forEach(id -> orphans.add(DocumentKey.of(table, id)));
        return new TableView(rows, orphans);
    }
}
