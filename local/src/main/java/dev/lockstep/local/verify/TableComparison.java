package dev.lockstep.local.verify;

import dev.lockstep.local.verify.Difference.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Compares one collection's documents, held in memory, with its table's rows, streamed. */
final class TableComparison {

    private static final int NO_SUCH_TABLE = 1146;

    private final CollectionTable pair;
    private final DeadLetters deadLetters;
    private final ComparisonResult.Counter counter;
    private final Map<String, RawBsonDocument> withoutRow = new HashMap<>();
    private final Set<String> rowKeys = new HashSet<>();
    private final Set<List<String>> rowBusinessKeys = new HashSet<>();
    private FieldColumns columns = FieldColumns.byName();

    TableComparison(
            CollectionTable pair, DeadLetters deadLetters, ComparisonResult.Counter counter) {
        this.pair = pair;
        this.deadLetters = deadLetters;
        this.counter = counter;
    }

    void compare(Iterable<RawBsonDocument> documents, Connection connection) throws SQLException {
        for (RawBsonDocument document : documents) {
            counter.documents++;
            String key = Key.of(document.get("_id"));
            if (withoutRow.put(key, document) != null) {
                add(key, Kind.NOT_UNIQUE);
            }
        }
        try {
            columns = FieldColumns.read(connection, pair.table());
            columns.misnamed().forEach(it -> add("", it, Kind.COLUMN_MISNAMED, null, null));
            compareRows(connection, TableColumns.json(connection, pair.table()));
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_TABLE) {
                throw e;
            }
        }
        withoutRow.keySet().stream()
                .filter(key -> !deadLetters.has(pair.namespace(), key))
                .filter(key -> !rowBusinessKeys.contains(businessKey(withoutRow.get(key))))
                .sorted()
                .forEach(key -> add(key, Kind.ROW_MISSING));
    }

    private void compareRows(Connection connection, Set<String> json) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // MySQL's driver streams rows only when it is asked with this number.
            statement.setFetchSize(Integer.MIN_VALUE);
            String sql = "SELECT * FROM " + TableColumns.quote(pair.table());
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    compareRow(row, json);
                }
            }
        }
    }

    private void compareRow(ResultSet row, Set<String> json) throws SQLException {
        counter.rows++;
        int keyColumn = row.findColumn(ExpectedRow.KEY_COLUMN);
        String key =
                Key.of(row.getObject(keyColumn), row.getMetaData().getColumnTypeName(keyColumn));
        BsonDocument document = withoutRow.remove(key);
        if (document != null && !pair.key().isEmpty()) {
            rowBusinessKeys.add(businessKey(document));
        }
        if (!rowKeys.add(key)) {
            add(key, Kind.NOT_UNIQUE);
        } else if (document == null) {
            add(key, Kind.DOCUMENT_MISSING);
        } else if (!deadLetters.has(pair.namespace(), key)) {
            compareValues(key, ExpectedRow.of(document, columns, pair.key()), row, json);
        }
    }

    /** Of several documents that have one, only one has a row. */
    private List<String> businessKey(BsonDocument document) {
        return pair.key().keySet().stream().sorted().map(path -> text(document, path)).toList();
    }

    private static String text(BsonDocument document, String path) {
        BsonValue value = document;
        for (String name : path.split("\\.", -1)) {
            value = value.isDocument() ? value.asDocument().get(name) : null;
            if (value == null) {
                return "";
            }
        }
        return Key.of(value);
    }

    private void compareValues(String key, ExpectedRow expected, ResultSet row, Set<String> json)
            throws SQLException {
        for (String column : expected.duplicates()) {
            add(key, column, Kind.NOT_UNIQUE, null, null);
        }
        Map<String, BsonValue> fields = expected.values();
        ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String column = columns.getColumnName(i);
            if (!column.equalsIgnoreCase(ExpectedRow.KEY_COLUMN)) {
                BsonValue field = fields.remove(column);
                Object value = value(row, i, columns.getColumnType(i));
                if (!equal(field, value, json.contains(column))) {
                    add(key, column, Kind.VALUE_DIFFERS, field, value);
                }
            }
        }
        fields.forEach(
                (column, field) -> {
                    if (!Values.isNull(field)) {
                        add(key, column, Kind.COLUMN_MISSING, field, null);
                    }
                });
    }

    private static @Nullable Object value(ResultSet row, int index, int type) throws SQLException {
        return type == Types.TIMESTAMP
                ? row.getObject(index, LocalDateTime.class)
                : row.getObject(index);
    }

    /** A missing field and one that is null are both NULL, in a JSON column also JSON's null. */
    private static boolean equal(@Nullable BsonValue field, @Nullable Object value, boolean json) {
        if (field == null || value == null) {
            return value == null && (field == null || Values.isNull(field));
        }
        return json
                ? Json.parse(value.toString()).filter(found -> Json.equal(field, found)).isPresent()
                : Values.equal(field, value);
    }

    private void add(String key, Kind kind) {
        counter.add(Difference.ofRow(pair.namespace(), key, kind));
    }

    private void add(
            String key,
            String column,
            Kind kind,
            @Nullable BsonValue field,
            @Nullable Object value) {
        counter.add(
                new Difference(
                        pair.namespace(),
                        key,
                        column,
                        kind,
                        field == null ? "nothing" : field.toString(),
                        value == null ? "nothing" : value.toString()));
    }
}
