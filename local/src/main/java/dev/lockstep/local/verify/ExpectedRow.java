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
 * _}, but an empty document, and one whose first field name looks like data, is one value.
 */
final class ExpectedRow {

    static final String KEY_COLUMN = "id";

    private static final Pattern DATA =
            Pattern.compile(
                    "-?\\d+|\\p{XDigit}{12,}"
                            + "|\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Map<String, BsonValue> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> duplicates = new ArrayList<>();

    private ExpectedRow() {}

    static ExpectedRow of(BsonDocument document) {
        return of(document, Map.of());
    }

    /**
     * @param key the columns of a business key by their fields
     */
    static ExpectedRow of(BsonDocument document, Map<String, String> key) {
        ExpectedRow row = new ExpectedRow();
        document.forEach(
                (name, value) -> {
                    if (!name.equals("_id")) {
                        // The key's column has this name already.
                        boolean taken = name.equalsIgnoreCase(KEY_COLUMN);
                        row.add(taken ? "id_field" : name, value);
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

    private void add(String column, BsonValue value) {
        if (value.isDocument() && !isOneValue(value.asDocument())) {
            value.asDocument().forEach((name, child) -> add(column + "_" + name, child));
        } else if (values.put(column, value) != null) {
            duplicates.add(column);
        }
    }

    private static boolean isOneValue(BsonDocument document) {
        return document.isEmpty() || DATA.matcher(document.getFirstKey()).matches();
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
