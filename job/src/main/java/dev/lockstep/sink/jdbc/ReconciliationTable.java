package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import dev.lockstep.function.KeyGroups;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.jspecify.annotations.Nullable;

/**
 * {@code lockstep_reconciliations}, which has a row for each table under reconciliation, and {@code
 * lockstep_seen}, the keys of the rows that have a document, and the documents that have a dead
 * letter.
 *
 * <p>Writers that note keys lock the reconciliation's row shared, the sweep locks it exclusively:
 * so no row is removed whose key is just being noted.
 */
final class ReconciliationTable {

    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS lockstep_reconciliations ("
                    + "pipeline VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " table_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " namespace VARCHAR(255) NOT NULL COMMENT 'the collection',"
                    + " begin_position LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,"
                    + " ended CHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL"
                    + " COMMENT 'a digit for each key group; rows are removed when all are 1',"
                    + " PRIMARY KEY (pipeline, table_name)"
                    + ") ENGINE=InnoDB COMMENT 'Lockstep: tables whose orphans are being removed'";

    private static final String CREATE_SEEN =
            "CREATE TABLE IF NOT EXISTS lockstep_seen ("
                    + "pipeline VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " table_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " reconciliation BINARY(32) COMMENT 'SHA-256 of its begin_position',"
                    + " key_hash BINARY(32)"
                    + " COMMENT 'of the primary key, or of a document, as in the dead letters',"
                    + " PRIMARY KEY (pipeline, table_name, reconciliation, key_hash)"
                    + ") ENGINE=InnoDB COMMENT 'Lockstep: rows and dead letters that have a document'";

    /**
     * The last digits of a begin's position: the time at which it was told, and its ordinal ({@link
     * Position#followedAt}, {@link Position#followedBy}).
     */
    private static final int TOLD = 20;

    private static final String IS_LATER =
            "CONCAT(RIGHT(begin_position, %d), begin_position)".formatted(TOLD)
                    + " < CONCAT(RIGHT(VALUES(begin_position), %d), VALUES(begin_position))"
                            .formatted(TOLD);

    /** A reconciliation that began later takes the place of one that did not end. */
    private static final String BEGIN =
            "INSERT INTO lockstep_reconciliations"
                    + " (begin_position, pipeline, table_name, namespace, ended)"
                    + " VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
                    + " ended = IF(%1$s, VALUES(ended), ended),".formatted(IS_LATER)
                    + " begin_position = IF(%1$s, VALUES(begin_position), begin_position)"
                            .formatted(IS_LATER);

    private static final String END =
            "UPDATE lockstep_reconciliations SET ended = INSERT(ended, ?, ?, ?)"
                    + " WHERE pipeline = ? AND table_name = ? AND begin_position = ?";

    /** In one statement. */
    private static final int NOTES = 1_000;

    private static final String NOTE =
            "INSERT IGNORE INTO lockstep_seen (pipeline, table_name, reconciliation, key_hash)"
                    + " VALUES ";

    private static final String FORGET =
            "DELETE FROM lockstep_seen WHERE pipeline = ? AND table_name = ? AND reconciliation <>"
                    + " ? LIMIT ";

    private static final String NONE = "0".repeat(KeyGroups.COUNT);

    private final String pipeline;

    ReconciliationTable(String pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * A table under reconciliation.
     *
     * @param namespace the collection's
     * @param ended whether all writers have come to its end
     */
    record Row(String table, String namespace, Position begin, boolean ended) {

        /**
         * Whether it was told later. That is not where it is in the stream: after a job was set
         * back to an older savepoint, there may be one that is further and that nobody will end.
         */
        boolean isLaterThan(Row other) {
            return told(begin).compareTo(told(other.begin)) > 0;
        }

        private static String told(Position position) {
            String token = position.token();
            return token.substring(Math.max(0, token.length() - TOLD)) + token;
        }
    }

    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            statement.execute(CREATE_SEEN);
        }
    }

    List<Row> read(Connection connection) throws SQLException {
        return select("", connection);
    }

    /** Locks the pipeline's reconciliations until the transaction ends. */
    List<Row> lock(boolean exclusively, Connection connection) throws SQLException {
        return select(exclusively ? " FOR UPDATE" : " LOCK IN SHARE MODE", connection);
    }

    /** Locks all of them exclusively, and gives the one of a table. */
    Optional<Row> lock(String table, Connection connection) throws SQLException {
        return lock(true, connection).stream().filter(row -> row.table().equals(table)).findFirst();
    }

    private List<Row> select(String locking, Connection connection) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT table_name, namespace, begin_position, ended"
                                + " FROM lockstep_reconciliations WHERE pipeline = ?"
                                + " ORDER BY table_name"
                                + locking)) {
            select.setString(1, pipeline);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(
                            new Row(
                                    row.getString(1),
                                    row.getString(2),
                                    new Position(row.getString(3)),
                                    !row.getString(4).contains("0")));
                }
            }
        }
        return rows;
    }

    void begin(Row row, Connection connection) throws SQLException {
        update(
                BEGIN,
                connection,
                row.begin().token(),
                pipeline,
                row.table(),
                row.namespace(),
                NONE);
    }

    /** Takes note that a writer has come to the end, if none began since. */
    void end(String table, Position begin, KeyGroupRange range, Connection connection)
            throws SQLException {
        update(
                END,
                connection,
                range.getStartKeyGroup() + 1,
                range.getNumberOfKeyGroups(),
                "1".repeat(range.getNumberOfKeyGroups()),
                pipeline,
                table,
                begin.token());
    }

    void delete(String table, Connection connection) throws SQLException {
        update(
                "DELETE FROM lockstep_reconciliations WHERE pipeline = ? AND table_name = ?",
                connection,
                pipeline,
                table);
    }

    /**
     * Removes noted keys of a table's earlier reconciliations.
     *
     * @param current the one whose keys stay; null for none
     * @return how many were removed, at most the limit
     */
    int forget(String table, @Nullable Position current, int limit, Connection connection)
            throws SQLException {
        byte[] stays = current == null ? new byte[32] : id(current);
        return update(FORGET + limit, connection, pipeline, table, stays);
    }

    /** What stands before the rows' keys in {@link MySqlDialect#note}. */
    List<@Nullable Object> noteParameters(String table, Position begin) {
        return List.of(pipeline, table, id(begin));
    }

    /** Notes documents, by their {@link DeadLetterTable#hash}. */
    void note(Row current, List<byte[]> documents, Connection connection) throws SQLException {
        for (int from = 0; from < documents.size(); from += NOTES) {
            List<byte[]> part = documents.subList(from, Math.min(documents.size(), from + NOTES));
            String sql = NOTE + MySqlDialect.repeat(MySqlDialect.tuple(4), part.size());
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                int parameter = 1;
                for (byte[] document : part) {
                    insert.setString(parameter++, pipeline);
                    insert.setString(parameter++, current.table());
                    insert.setBytes(parameter++, id(current.begin()));
                    insert.setBytes(parameter++, document);
                }
                insert.executeUpdate();
            }
        }
    }

    private static int update(String sql, Connection connection, Object... parameters)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                update.setObject(i + 1, parameters[i]);
            }
            return update.executeUpdate();
        }
    }

    private static byte[] id(Position begin) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(begin.token().getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
