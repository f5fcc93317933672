package dev.lockstep.local.verify;

import dev.lockstep.local.verify.Difference.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Holds the rows of one table against what their documents, or elements, say. */
final class RowComparison {

    private final String place;
    private final List<String> keyColumns;
    private final Set<String> key = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final FieldColumns columns;
    private final Set<String> json;
    private final ComparisonResult.Counter counter;

    /** What is done with the row at which the result stands. */
    interface Row {
        void compare(ResultSet row) throws SQLException;
    }

    /**
     * Of a table that is there.
     *
     * @param place what a difference names
     * @param keyColumns the primary key's
     */
    RowComparison(
            String place,
            String table,
            List<String> keyColumns,
            Connection connection,
            ComparisonResult.Counter counter)
            throws SQLException {
        this.place = place;
        this.keyColumns = keyColumns;
        this.key.addAll(keyColumns);
        this.counter = counter;
        this.columns = FieldColumns.read(connection, table, key);
        this.json = TableColumns.json(connection, table);
        columns.misnamed().forEach(it -> add("", it, Kind.COLUMN_MISNAMED, null, null));
    }

    /** All rows of a table, one after the other. */
    static void each(String table, Connection connection, Row rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // MySQL's driver streams rows only when it is asked with this number.
            statement.setFetchSize(Integer.MIN_VALUE);
            String sql = "SELECT * FROM " + TableColumns.quote(table);
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    rows.compare(row);
                }
            }
        }
    }

    /** The values of the row's key as texts, in the order of the key's columns. */
    List<String> key(ResultSet row) throws SQLException {
        return texts(row, keyColumns);
    }

    static List<String> texts(ResultSet row, List<String> columns) throws SQLException {
        List<String> values = new ArrayList<>();
        for (String column : columns) {
            int index = row.findColumn(column);
            values.add(Key.of(row.getObject(index), row.getMetaData().getColumnTypeName(index)));
        }
        return values;
    }

    /**
     * The row must have what the fields say, and nothing else.
     *
     * @param elsewhere fields that are in the key, or in other tables
     * @param renamed the columns of a business key by their fields
     */
    void compare(
            String id,
            BsonDocument fields,
            Set<List<String>> elsewhere,
            Map<String, String> renamed,
            ResultSet row)
            throws SQLException {
        ExpectedRow expected = ExpectedRow.of(fields, columns, elsewhere, renamed);
        for (String column : expected.duplicates()) {
            add(id, column, Kind.NOT_UNIQUE, null, null);
        }
        Map<String, BsonValue> values = expected.values();
        ResultSetMetaData all = row.getMetaData();
        for (int i = 1; i <= all.getColumnCount(); i++) {
            String column = all.getColumnName(i);
            if (!key.contains(column)) {
                BsonValue field = values.remove(column);
                Object value = value(row, i, all.getColumnType(i));
                if (!equal(field, value, json.contains(column))) {
                    add(id, column, Kind.VALUE_DIFFERS, field, value);
                }
            }
        }
        values.forEach(
                (column, field) -> {
                    if (!Values.isNull(field)) {
                        add(id, column, Kind.COLUMN_MISSING, field, null);
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
                ? Json.parse(value.toString())
                        .filter(found -> Values.equalJson(field, found))
                        .isPresent()
                : Values.equal(field, value);
    }

    private void add(
            String id,
            String column,
            Kind kind,
            @Nullable BsonValue field,
            @Nullable Object value) {
        counter.add(
                new Difference(
                        place,
                        id,
                        column,
                        kind,
                        field == null ? "nothing" : field.toString(),
                        value == null ? "nothing" : value.toString()));
    }
}
