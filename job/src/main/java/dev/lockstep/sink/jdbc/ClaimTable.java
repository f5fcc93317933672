package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code lockstep_keys}: for each document of a table with a business key the key that it claims.
 *
 * <p>Who changes claims to a key has a lock on at least one row of the key, and then on all that
 * there are: so writers whose documents meet in a key wait for each other, or one of them is rolled
 * back and tries again.
 */
final class ClaimTable {

    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS lockstep_keys ("
                    + "table_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " key_hash BINARY(32) COMMENT 'SHA-256 of the business key',"
                    + " document_hash BINARY(32) COMMENT 'SHA-256 of namespace and document id',"
                    + " document_key LONGTEXT CHARACTER SET utf8mb4 NOT NULL"
                    + " COMMENT 'extended JSON of _id',"
                    + " position LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL"
                    + " COMMENT 'since when; before all others for a snapshot',"
                    + " shown BOOLEAN NOT NULL COMMENT 'the row of the key is this document''s',"
                    + " gone BOOLEAN NOT NULL COMMENT 'the document is deleted, its row stays',"
                    + " row_change LONGBLOB NULL COMMENT 'the document''s row, for Lockstep only',"
                    + " PRIMARY KEY (table_name, key_hash, document_hash),"
                    + " KEY by_document (table_name, document_hash)"
                    + ") ENGINE=InnoDB COMMENT 'Lockstep: which document has which business key'";

    private static final String KEYS_OF =
            "SELECT document_hash, key_hash FROM lockstep_keys"
                    + " WHERE table_name = ? AND document_hash IN (%s)";

    private static final String UNSEEN =
            "SELECT claim.key_hash, claim.document_hash, claim.document_key"
                    + " FROM lockstep_keys AS claim WHERE claim.table_name = ? AND"
                    + " claim.key_hash >= ? AND (claim.key_hash, claim.document_hash) > (?, ?)"
                    + " AND NOT EXISTS"
                    + " (SELECT 1 FROM lockstep_seen AS seen WHERE seen.pipeline = ?"
                    + " AND seen.table_name = ? AND seen.reconciliation = ?"
                    + " AND seen.key_hash = claim.document_hash)"
                    + " ORDER BY claim.table_name, claim.key_hash, claim.document_hash LIMIT ";

    private static final List<String> KEY = List.of("table_name", "key_hash", "document_hash");

    private static final String LOCK =
            "SELECT position, shown, gone, row_change, key_hash FROM lockstep_keys"
                    + " FORCE INDEX (PRIMARY) WHERE table_name = ? AND key_hash IN (%s)"
                    + " ORDER BY key_hash, document_hash FOR UPDATE";

    private static final String PUT =
            "INSERT INTO lockstep_keys (table_name, key_hash, document_hash, document_key,"
                    + " position, shown, gone, row_change) VALUES %s ON DUPLICATE KEY UPDATE"
                    + " position = VALUES(position), shown = VALUES(shown), gone = VALUES(gone),"
                    + " row_change = VALUES(row_change)";

    private static final Comparator<Claim> ORDER =
            Comparator.comparing(Claim::keyHash)
                    .thenComparing(claim -> KeyHash.of(claim.document()));

    private static final int ROWS = 500;

    /** A single row may have so many times the bytes of several. */
    private static final int MAX_OF_ONE = 2;

    private final KeptRow kept = new KeptRow();

    private final long maxBytes;

    /**
     * @param maxBytes of rows in one statement, unless a single one has more
     */
    ClaimTable(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
    }

    /**
     * The keys that documents claim, without a lock: hashes of keys by hashes of documents.
     *
     * @param documentHashes of those that the batch has changes of
     */
    Map<String, String> keysOf(
            String table, Collection<String> documentHashes, Connection connection)
            throws SQLException {
        Map<String, String> keys = new HashMap<>();
        for (List<String> part : parts(documentHashes.stream().sorted().toList())) {
            String sql = KEYS_OF.formatted(MySqlDialect.repeat("?", part.size()));
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                bind(table, part, select);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        keys.put(hex(row.getBytes(1)), hex(row.getBytes(2)));
                    }
                }
            }
        }
        return keys;
    }

    /** All claims to some keys, locked until the transaction ends. */
    List<Claim> lock(String table, Collection<String> keyHashes, Connection connection)
            throws SQLException {
        List<Claim> claims = new ArrayList<>();
        for (List<String> part : parts(keyHashes.stream().sorted().toList())) {
            String sql = LOCK.formatted(MySqlDialect.repeat("?", part.size()));
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                bind(table, part, select);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        byte[] change = row.getBytes(4);
                        if (change != null) { // else it is just being announced, by this writer
                            claims.add(claim(row, change));
                        }
                    }
                }
            }
        }
        return claims;
    }

    private Claim claim(ResultSet row, byte[] change) throws SQLException {
        TargetChange.OfRow ofRow = kept.change(change);
        return new Claim(
                Batch.documentOf(ofRow.origin()),
                ofRow,
                hex(row.getBytes(5)),
                new Position(row.getString(1)),
                row.getBoolean(2),
                row.getBoolean(3));
    }

    /** A document that claims a key, and was not told in a reconciliation. */
    record Unseen(String keyHash, String documentHash, String documentKey) {

        /** Before all others. */
        static final Unseen NOTHING = new Unseen("", "", "");
    }

    /**
     * Claims of documents that were not told, in the order of keys.
     *
     * @param reconciliation what its notes have before the document's hash
     * @param after what was there last
     */
    List<Unseen> unseen(
            String table,
            List<@Nullable Object> reconciliation,
            Unseen after,
            int limit,
            Connection connection)
            throws SQLException {
        List<Unseen> unseen = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(UNSEEN + limit)) {
            select.setString(1, table);
            select.setBytes(2, bytes(after.keyHash()));
            select.setBytes(3, bytes(after.keyHash()));
            select.setBytes(4, bytes(after.documentHash()));
            for (int i = 0; i < reconciliation.size(); i++) {
                select.setObject(i + 5, reconciliation.get(i));
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    unseen.add(
                            new Unseen(
                                    hex(row.getBytes(1)), hex(row.getBytes(2)), row.getString(3)));
                }
            }
        }
        return unseen;
    }

    /** Tells the other writers which keys documents are about to claim. */
    void announce(Collection<Claim> claims, Connection connection) throws SQLException {
        put(claims, false, connection);
    }

    /**
     * Gives the claims whose rows are too large to be kept, which it leaves out. A row may well be
     * smaller in its tables, and with child rows it is written there by several statements.
     */
    List<Claim> put(Collection<Claim> claims, Connection connection) throws SQLException {
        return put(claims, true, connection);
    }

    private List<Claim> put(Collection<Claim> claims, boolean withChange, Connection connection)
            throws SQLException {
        List<Claim> tooLarge = new ArrayList<>();
        List<Entry> part = new ArrayList<>();
        long bytes = 0;
        for (Claim claim : claims.stream().sorted(ORDER).toList()) {
            Entry entry = new Entry(claim, withChange ? kept.bytes(claim.change()) : null);
            if (entry.bytes() > MAX_OF_ONE * maxBytes) {
                tooLarge.add(claim);
                continue;
            }
            if (part.size() == ROWS || (!part.isEmpty() && bytes + entry.bytes() > maxBytes)) {
                put(part, connection);
                part.clear();
                bytes = 0;
            }
            part.add(entry);
            bytes += entry.bytes();
        }
        if (!part.isEmpty()) {
            put(part, connection);
        }
        return tooLarge;
    }

    /** A claim and its row as it is stored. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(Claim claim, byte @Nullable [] change) {
        long bytes() {
            return change == null ? 0 : change.length;
        }
    }

    private static void put(List<Entry> entries, Connection connection) throws SQLException {
        String sql = PUT.formatted(MySqlDialect.repeat(MySqlDialect.tuple(8), entries.size()));
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (Entry entry : entries) {
                Claim claim = entry.claim();
                insert.setString(parameter++, claim.change().table());
                insert.setBytes(parameter++, bytes(claim.keyHash()));
                insert.setBytes(parameter++, bytes(KeyHash.of(claim.document())));
                insert.setString(parameter++, claim.change().origin().documentKey());
                insert.setString(parameter++, claim.since().token());
                insert.setBoolean(parameter++, claim.shown());
                insert.setBoolean(parameter++, claim.gone());
                insert.setBytes(parameter++, entry.change());
            }
            insert.executeUpdate();
        }
    }

    void remove(Collection<Claim> claims, Connection connection) throws SQLException {
        for (List<Claim> part : parts(claims.stream().sorted(ORDER).toList())) {
            String sql =
                    "DELETE FROM lockstep_keys WHERE " + MySqlDialect.isAnyOf(KEY, part.size());
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                int parameter = 1;
                for (Claim claim : part) {
                    delete.setString(parameter++, claim.change().table());
                    delete.setBytes(parameter++, bytes(claim.keyHash()));
                    delete.setBytes(parameter++, bytes(KeyHash.of(claim.document())));
                }
                delete.executeUpdate();
            }
        }
    }

    private static void bind(String table, List<String> hashes, PreparedStatement statement)
            throws SQLException {
        statement.setString(1, table);
        for (int i = 0; i < hashes.size(); i++) {
            statement.setBytes(i + 2, bytes(hashes.get(i)));
        }
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static byte[] bytes(String hash) {
        return HexFormat.of().parseHex(hash);
    }

    private static <T> List<List<T>> parts(List<T> all) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += ROWS) {
            parts.add(all.subList(from, Math.min(all.size(), from + ROWS)));
        }
        return parts;
    }
}
