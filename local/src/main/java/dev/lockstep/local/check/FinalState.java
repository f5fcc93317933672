package dev.lockstep.local.check;

import dev.lockstep.local.workload.DocumentKey;
import dev.lockstep.local.workload.History;
import dev.lockstep.local.workload.KeyHistory;
import dev.lockstep.local.workload.Workload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/** Compares rows and dead letters with what the model expects when everything has arrived. */
public final class FinalState {

    private FinalState() {}

    /**
     * What differs, a line each; exact while nothing is written.
     *
     * @param pipeline whose dead letters count
     */
    public static List<String> differences(History history, String pipeline, Target target)
            throws SQLException {
        Map<DocumentKey, Long> rows = new HashMap<>();
        List<String> differences = new ArrayList<>();
        Set<DocumentKey> letters;
        try (Connection connection = target.connect()) {
            for (String table : Workload.COLLECTIONS) {
                TableView view = TableView.read(table, connection);
                for (RowVersion row : view.rows()) {
                    rows.put(row.key(), row.version());
                    if (!row.isWhole() || !row.hasItsItems()) {
                        differences.add(row + " is of several versions");
                    }
                }
                view.orphans().forEach(key -> differences.add(key + " has items and no row"));
            }
            letters = deadLetters(pipeline, connection);
        }
        Set<DocumentKey> all = new HashSet<>(history.keys());
        all.addAll(rows.keySet());
        all.addAll(letters);
        for (DocumentKey key : all) {
            KeyHistory.Expected expected = history.of(key).expected();
            KeyHistory.Expected found =
                    new KeyHistory.Expected(rows.getOrDefault(key, 0L), letters.contains(key));
            if (!found.equals(expected)) {
                differences.add(key + ": expected " + expected + ", found " + found);
            }
        }
        return differences;
    }

    /** Of documents whose newest version is one. */
    private static Set<DocumentKey> deadLetters(String pipeline, Connection connection)
            throws SQLException {
        Set<DocumentKey> letters = new HashSet<>();
        String sql =
                "SELECT namespace, document_key FROM lockstep_dead_letters"
                        + " WHERE pipeline = ? AND NOT superseded";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            try (ResultSet letter = statement.executeQuery()) {
                while (letter.next()) {
                    String namespace = letter.getString(1);
                    Object id = Document.parse("{\"id\": " + letter.getString(2) + "}").get("id");
                    letters.add(
                            DocumentKey.of(
                                    namespace.substring(namespace.indexOf('.') + 1),
                                    id.toString()));
                }
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != Target.NO_SUCH_TABLE) {
                throw e;
            }
        }
        return letters;
    }
}
