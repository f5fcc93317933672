package dev.lockstep.local.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final int MAX_FIELDS = 200;

    private static final Pattern DATA =
            Pattern.compile(
                    "-?\\d+|\\p{XDigit}{12,}"
                            + "|\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Map<String, BsonValue> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> duplicates = new ArrayList<>();
    private final FieldColumns columns;
    private final Set<List<String>> elsewhere;

    private ExpectedRow(FieldColumns columns, Set<List<String>> elsewhere) {
        this.columns = columns;
        this.elsewhere = elsewhere;
    }

    /**
     * @param elsewhere the paths of fields that are in the key, or in other tables; what they are
     *     in is taken by its parts
     * @param key the columns of a business key by their fields
     */
    static ExpectedRow of(
            BsonDocument document,
            FieldColumns columns,
            Set<List<String>> elsewhere,
            Map<String, String> key) {
        ExpectedRow row = new ExpectedRow(columns, elsewhere);
        document.forEach((name, value) -> row.add(List.of(name), value));
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
        if (elsewhere.contains(field)) {
            return;
        }
        boolean around = isAroundOthers(field);
        if (around && isNothing(value)) {
            return;
        }
        if (value.isDocument() && (around || !isOneValue(value.asDocument()))) {
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

    private boolean isAroundOthers(List<String> field) {
        return elsewhere.stream()
                .anyMatch(
                        other ->
                                other.size() > field.size()
                                        && other.subList(0, field.size()).equals(field));
    }

    private static boolean isNothing(BsonValue value) {
        return Values.isNull(value) || (value.isDocument() && value.asDocument().isEmpty());
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
