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
import java.util.Optional;

/**
 * {@code lockstep_columns}, which has the columns that Lockstep fills, and for those that a field
 * goes to by convention the field's path as a JSON array of its names.
 */
final class ColumnRegistry {

    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS lockstep_columns ("
                    + "table_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " column_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " path LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NULL"
                    + " COMMENT 'the field by convention, a JSON array of names',"
                    + " PRIMARY KEY (table_name, column_name)"
                    + ") ENGINE=InnoDB COMMENT 'Lockstep: the columns it fills; others stay as they are'";

    /** Half a surrogate pair, which a field's name may have, survives as an escape only. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private ColumnRegistry() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
    }

    /** The columns of a table by their names as names are compared, each with its path if any. */
    static Map<String, Optional<String>> read(String table, Connection connection)
            throws SQLException {
        Map<String, Optional<String>> columns = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT column_name, path FROM lockstep_columns WHERE table_name = ?")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String path = row.getString(2);
                    columns.put(
                            TableSchema.fold(row.getString(1)),
                            Optional.ofNullable(path).map(ColumnRegistry::parse));
                }
            }
        }
        return columns;
    }

    /**
     * Notes that Lockstep fills columns, and from which fields.
     *
     * @param connection commits by itself
     */
    static void note(String table, Map<String, Optional<String>> columns, Connection connection)
            throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO lockstep_columns (path, table_name, column_name)"
                                + " VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE path = VALUES(path)")) {
            for (Map.Entry<String, Optional<String>> column : columns.entrySet()) {
                insert.setString(1, column.getValue().map(ColumnRegistry::write).orElse(null));
                insert.setString(2, table);
                insert.setString(3, TableSchema.fold(column.getKey()));
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
