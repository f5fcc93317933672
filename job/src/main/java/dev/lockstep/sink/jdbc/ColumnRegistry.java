package dev.lockstep.sink.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code lockstep_columns}, which has the columns that Lockstep fills, the types that it gave them,
 * and for those that a field goes to by convention the field's path as a JSON array of its names.
 */
final class ColumnRegistry {

    private static final String TYPE =
            " type VARCHAR(64) CHARACTER SET ascii NULL"
                    + " COMMENT 'the type that Lockstep gave it; NULL if it gave none'";

    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS lockstep_columns ("
                    + "table_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " column_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " path LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NULL"
                    + " COMMENT 'the field by convention, a JSON array of names',"
                    + TYPE
                    + ", PRIMARY KEY (table_name, column_name)"
                    + ") ENGINE=InnoDB COMMENT 'Lockstep: the columns it fills; others stay as they are'";

    /** Half a surrogate pair, which a field's name may have, survives as an escape only. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /**
     * A column that Lockstep fills.
     *
     * @param path the field that goes to it by convention; null for none
     * @param type the type that Lockstep gave it; null if it gave none
     */
    record Entry(@Nullable String path, @Nullable String type) {}

    private ColumnRegistry() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            if (!hasType(statement)) {
                statement.execute("ALTER TABLE lockstep_columns ADD COLUMN" + TYPE);
            }
        }
    }

    /** The first versions noted no types. */
    private static boolean hasType(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE()"
                                + " AND table_name = 'lockstep_columns' AND column_name = 'type'")) {
            return row.next();
        }
    }

    /** The columns of a table by their names as names are compared. */
    static Map<String, Entry> read(String table, Connection connection) throws SQLException {
        Map<String, Entry> columns = new HashMap<>();
        try (Statement statement = connection.createStatement();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT column_name, path, "
                                        + (hasType(statement) ? "type" : "NULL")
                                        + " FROM lockstep_columns WHERE table_name = ?")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String path = row.getString(2);
                    columns.put(
                            TableSchema.fold(row.getString(1)),
                            new Entry(path == null ? null : parse(path), row.getString(3)));
                }
            }
        }
        return columns;
    }

    /**
     * Notes which columns Lockstep fills, and how.
     *
     * @param connection commits by itself
     */
    static void note(String table, Map<String, Entry> columns, Connection connection)
            throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO lockstep_columns (path, type, table_name, column_name)"
                                + " VALUES (?, ?, ?, ?)"
                                + " ON DUPLICATE KEY UPDATE path = VALUES(path), type = VALUES(type)")) {
            for (Map.Entry<String, Entry> column : columns.entrySet()) {
                String path = column.getValue().path();
                insert.setString(1, path == null ? null : write(path));
                insert.setString(2, column.getValue().type());
                insert.setString(3, table);
                insert.setString(4, TableSchema.fold(column.getKey()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.setAutoCommit(true); // which commits
    }

    private static String write(String path) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (String name : path.split("\0", -1)) {
                json.writeString(name);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory can't fail", e);
        }
        return text.toString();
    }

    private static String parse(String text) {
        List<String> names = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_STRING) {
                    names.add(json.getText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("lockstep_columns has a path that is no JSON", e);
        }
        return String.join("\0", names);
    }
}
