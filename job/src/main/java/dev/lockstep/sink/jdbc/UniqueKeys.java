package dev.lockstep.sink.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads a table's unique keys and refuses those under which an upsert would hit another row. */
final class UniqueKeys {

    private static final String PRIMARY = "PRIMARY";

    private UniqueKeys() {}

    /** The primary key's columns in lower case; empty when there is no table or no key. */
    static Set<String> primaryKey(String table, Connection connection) throws SQLException {
        return read(table, connection).getOrDefault(PRIMARY, Set.of());
    }

    /**
     * Throws TargetRefusedException for a table whose primary key is not the document id's columns,
     * or that has another unique key: {@code ON DUPLICATE KEY UPDATE} then changes the row that has
     * the same value in that key and loses the document's own.
     */
    static void check(String table, List<String> documentKey, Connection connection)
            throws SQLException {
        Map<String, Set<String>> keys = read(table, connection);
        Set<String> expected = new HashSet<>();
        documentKey.forEach(column -> expected.add(TableSchema.fold(column)));
        if (!expected.equals(keys.get(PRIMARY))) {
            throw new TargetRefusedException(
                    "Table "
                            + table
                            + " exists, but its primary key is not ("
                            + String.join(", ", documentKey)
                            + "), the key of its documents. Change the table, or declare its"
                            + " key or another table in the pipeline file.");
        }
        checkCollation(table, expected, connection);
        keys.remove(PRIMARY);
        if (!keys.isEmpty()) {
            throw new TargetRefusedException(
                    "Table "
                            + table
                            + " has a unique key beside its primary key ("
                            + String.join(", ", keys.keySet())
                            + "): an upsert could overwrite another document's row. Make it an"
                            + " index that is not unique.");
        }
    }

    /**
     * Refuses a text key that takes ids for equal which differ by case or accents. One for
     * ObjectIds or UUIDs is let pass: those are lower-case digits.
     */
    private static void checkCollation(String table, Set<String> key, Connection connection)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT column_name, collation_name FROM information_schema.columns"
                                + " WHERE table_schema = DATABASE() AND table_name = ?"
                                + " AND collation_name NOT LIKE '%\\_bin'"
                                + " AND column_type NOT IN ('char(24)', 'char(36)')")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (key.contains(TableSchema.fold(row.getString(1)))) {
                        throw new TargetRefusedException(
                                "Table "
                                        + table
                                        + " has the key column "
                                        + row.getString(1)
                                        + " with the collation "
                                        + row.getString(2)
                                        + ": ids that differ by case or accents would share a row."
                                        + " Give the column a binary collation.");
                    }
                }
            }
        }
    }

    private static Map<String, Set<String>> read(String table, Connection connection)
            throws SQLException {
        Map<String, Set<String>> keys = new TreeMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT index_name, column_name FROM information_schema.statistics"
                                + " WHERE table_schema = DATABASE() AND table_name = ?"
                                + " AND non_unique = 0")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String column = row.getString(2) == null ? "?" : row.getString(2);
                    keys.computeIfAbsent(row.getString(1), name -> new HashSet<>())
                            .add(TableSchema.fold(column));
                }
            }
        }
        return keys;
    }
}
