package dev.lockstep.local.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The columns that a document should fill by convention: nested documents are joined with {@code
 * _}, but an empty document, one with a field name that looks like data, and one with very many
 * fields are one value.
 */
final class ExpectedRow {

    static final String KEY_COLUMN = "id";

    private static final int MAX_FIELDS = 200;

    private static final Pattern DATA =
            Pattern.compile(
                    "-?\\d+|\\p{XDigit}{12,}"
                            + "|\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Map<String, BsonValue> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> duplicates = new ArrayList<>();
    private final FieldColumns columns;

    private ExpectedRow(FieldColumns columns) {
        this.columns = columns;
    }

    static ExpectedRow of(BsonDocument document, FieldColumns columns) {
        return of(document, columns, Map.of());
    }

    /**
     * @param key the columns of a business key by their fields
     */
    static ExpectedRow of(BsonDocument document, FieldColumns columns, Map<String, String> key) {
        ExpectedRow row = new ExpectedRow(columns);
        document.forEach(
                (name, value) -> {
                    if (!name.equals("_id")) {
                        row.add(List.of(name), value);
                    }
                });
        key.forEach(row::rename);
        return row;
    }

    private void rename(String path, String column) {
        BsonValue value = values.remove(path.replace('.', '_'));
        if (value != null) {
            values.put(column, value);
        }
    }

    private void add(List<String> field, BsonValue value) {
        if (value.isDocument() && !isOneValue(value.asDocument())) {
            value.asDocument().forEach((name, child) -> add(below(field, name), child));
            return;
        }
        String column = columns.of(field);
        BsonValue other = values.get(column);
        if (other == null || Values.isNull(other)) {
            values.put(column, value);
        } else if (!Values.isNull(value)) {
            duplicates.add(column);
        }
    }

    private static List<String> below(List<String> field, String name) {
        List<String> below = new ArrayList<>(field);
        below.add(name);
        return below;
    }

    private static boolean isOneValue(BsonDocument document) {
        return document.isEmpty()
                || document.size() > MAX_FIELDS
                || document.keySet().stream().anyMatch(name -> DATA.matcher(name).matches());
    }

    /** By column, whatever its case. */
    Map<String, BsonValue> values() {
        return values;
    }

    /** Columns that several fields would fill. */
    List<String> duplicates() {
        return duplicates;
    }
}
