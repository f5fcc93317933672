package dev.lockstep.sink.jdbc;

import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of dead letters in the target: one row for each document that has any, the latest. When
 * a later event of the document becomes a row, the letter is marked superseded.
 */
final class DeadLetterTable {

    private final String table;
    private final String pipeline;

    /**
     * Documents of this pipeline whose letter is not superseded, so that the usual batch, which has
     * none of them, need not ask. All events of a document come to the same writer.
     */
    private final Set<String> open = new HashSet<>();

    /** False when there were too many open letters to know them all: then every batch asks. */
    private boolean knowsAll = true;

    private static final int MAX_KNOWN = 100_000;

    DeadLetterTable(String table, String pipeline) {
        this.table = MySqlDialect.quote(table);
        this.pipeline = pipeline;
    }

    /** Creates the table when it is not there and learns which letters are open. */
    void open(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS "
                            + table
                            + " (pipeline VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                            + " key_hash BINARY(32) COMMENT 'SHA-256 of namespace and document id',"
                            + " namespace VARCHAR(255) NOT NULL,"
                            + " document_key LONGTEXT NOT NULL COMMENT 'extended JSON of _id',"
                            + " code VARCHAR(64) NOT NULL,"
                            + " path LONGTEXT NOT NULL COMMENT 'where in the document or the row',"
                            + " reason TEXT NOT NULL,"
                            + " operation VARCHAR(16) NOT NULL,"
                            + " position LONGTEXT NULL COMMENT 'NULL for a snapshot read',"
                            + " cluster_time DATETIME NULL COMMENT 'UTC',"
                            + " document LONGTEXT NULL COMMENT 'extended JSON, as it came',"
                            + " superseded BOOLEAN NOT NULL"
                            + " COMMENT 'a later event of the document became a row',"
                            + " created_at DATETIME(3) NOT NULL COMMENT 'UTC',"
                            + " PRIMARY KEY (pipeline, key_hash)) ENGINE=InnoDB"
                            + " DEFAULT CHARACTER SET utf8mb4 COMMENT 'Lockstep: dead letters'");
        }
        open.clear();
        String sql =
                "SELECT key_hash FROM "
                        + table
                        + " WHERE pipeline = ? AND superseded = FALSE"
                        + " LIMIT "
                        + (MAX_KNOWN + 1);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, pipeline);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    open.add(hex(row.getBytes(1)));
                }
            }
        }
        knowsAll = open.size() <= MAX_KNOWN;
        connection.commit();
    }

    /**
     * What one batch has to say of dead letters.
     *
     * @param rejected the new ones, in order
     * @param written the documents whose last change became a row
     */
    record Letters(List<TargetChange.Rejected> rejected, Set<String> written) {}

    /**
     * Writes new letters and supersedes those of the documents that became rows, as part of the
     * caller's transaction.
     *
     * @param maxDocument longest document that is stored, in characters
     */
    void write(Letters letters, int maxDocument, Connection connection) throws SQLException {
        supersede(letters.written(), connection);
        if (letters.rejected().isEmpty()) {
            return;
        }
        String sql =
                "REPLACE INTO "
                        + table
                        + " (pipeline, key_hash, namespace, document_key, code, path, reason,"
                        + " operation, position, cluster_time, document, superseded, created_at)"
                        + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,UTC_TIMESTAMP(3))";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (TargetChange.Rejected letter : letters.rejected()) {
                bind(letter, maxDocument, insert);
                insert.setBoolean(12, isSuperseded(letter, letters));
                insert.executeUpdate();
            }
        }
    }

    private static boolean isSuperseded(TargetChange.Rejected letter, Letters letters) {
        return letters.written().contains(Batch.documentOf(letter.origin()));
    }

    /** To be called when the transaction is committed. */
    void committed(Letters letters) {
        if (!open.isEmpty()) {
            letters.written().forEach(document -> open.remove(hex(hash(document))));
        }
        for (TargetChange.Rejected letter : letters.rejected()) {
            if (!isSuperseded(letter, letters)) {
                open.add(hex(hash(Batch.documentOf(letter.origin()))));
                knowsAll &= open.size() <= MAX_KNOWN;
            }
        }
    }

    private void supersede(Set<String> written, Connection connection) throws SQLException {
        if (open.isEmpty()) {
            return;
        }
        List<byte[]> hashes =
                written.stream()
                        .map(DeadLetterTable::hash)
                        .filter(hash -> !knowsAll || open.contains(hex(hash)))
                        .sorted(Arrays::compareUnsigned)
                        .toList();
        if (hashes.isEmpty()) {
            return;
        }
        String sql =
                "UPDATE "
                        + table
                        + " SET superseded = TRUE WHERE pipeline = ? AND key_hash IN ("
                        + MySqlDialect.repeat("?", hashes.size())
                        + ")";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, pipeline);
            int parameter = 2;
            for (byte[] hash : hashes) {
                update.setBytes(parameter++, hash);
            }
            update.executeUpdate();
        }
    }

    /**
     * Supersedes what was said of documents that now have the key that another one had. The letter
     * may be of another writer.
     */
    void supersedeDuplicates(Collection<String> documents, Connection connection)
            throws SQLException {
        if (documents.isEmpty()) {
            return;
        }
        String sql =
                "UPDATE "
                        + table
                        + " SET superseded = TRUE WHERE pipeline = ? AND code = 'DUPLICATE_KEY'"
                        + " AND key_hash IN ("
                        + MySqlDialect.repeat("?", documents.size())
                        + ")";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, pipeline);
            int parameter = 2;
            for (byte[] hash :
                    documents.stream()
                            .map(DeadLetterTable::hash)
                            .sorted(Arrays::compareUnsigned)
                            .toList()) {
                update.setBytes(parameter++, hash);
            }
            update.executeUpdate();
        }
    }

    private void bind(TargetChange.Rejected rejected, int maxDocument, PreparedStatement insert)
            throws SQLException {
        Origin origin = rejected.origin();
        DeadLetter letter = rejected.deadLetter();
        insert.setString(1, pipeline);
        insert.setBytes(2, hash(Batch.documentOf(origin)));
        insert.setString(3, origin.namespace().toString());
        insert.setString(4, origin.documentKey());
        insert.setString(5, letter.code().name());
        insert.setString(6, letter.path());
        insert.setString(7, letter.reason());
        insert.setString(8, origin.operation().name());
        insert.setString(9, origin.position() == null ? null : origin.position().token());
        insert.setObject(10, ClusterTime.toUtc(origin.clusterTime()));
        String document = letter.document();
        insert.setString(11, document == null || document.length() > maxDocument ? null : document);
    }

    /** Whether a document may have a letter that is not superseded. */
    boolean mayHaveOne(Origin document) {
        return !knowsAll || open.contains(hex(hash(Batch.documentOf(document))));
    }

    /**
     * Supersedes the letters of a collection whose documents were not noted, as part of the
     * caller's transaction.
     *
     * @param noted what {@link ReconciliationTable#noteParameters} gives
     */
    void supersedeUnnoted(String namespace, List<@Nullable Object> noted, Connection connection)
            throws SQLException {
        String sql =
                "UPDATE "
                        + table
                        + " AS letter SET superseded = TRUE"
                        + " WHERE pipeline = ? AND namespace = ? AND superseded = FALSE"
                        + " AND NOT EXISTS (SELECT 1 FROM lockstep_seen AS seen"
                        + " WHERE seen.pipeline = ? AND seen.table_name = ?"
                        + " AND seen.reconciliation = ? AND seen.key_hash = letter.key_hash)";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, pipeline);
            update.setString(2, namespace);
            int parameter = 3;
            for (Object value : noted) {
                update.setObject(parameter++, value);
            }
            update.executeUpdate();
        }
    }

    /** Names a document, as {@link Batch#documentOf} does, in a column. */
    static byte[] hash(String document) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(document.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
