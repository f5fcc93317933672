package dev.lockstep.local.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** The documents whose newest version is a dead letter. */
final class DeadLetters {

    private static final int NO_SUCH_TABLE = 1146;

    private final Set<Letter> letters = new HashSet<>();

    private record Letter(String namespace, String key) {}

    private DeadLetters() {}

    static DeadLetters read(Connection connection, String table, String pipeline)
            throws SQLException {
        DeadLetters deadLetters = new DeadLetters();
        String sql =
                "SELECT namespace, document_key FROM "
                        + TableColumns.quote(table)
                        + " WHERE pipeline = ? AND NOT superseded";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            deadLetters.readAll(statement);
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_TABLE) {
                throw e;
            }
        }
        return deadLetters;
    }

    private void readAll(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String key = rows.getString(2);
                letters.add(
                        new Letter(rows.getString(1), Json.parse(key).map(Key::of).orElse(key)));
            }
        }
    }

    int count() {
        return letters.size();
    }

    boolean has(String namespace, String key) {
        return letters.contains(new Letter(namespace, key));
    }
}
