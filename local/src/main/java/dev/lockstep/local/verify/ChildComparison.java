package dev.lockstep.local.verify;

import dev.lockstep.local.verify.Difference.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;

/** Compares the elements that documents have for one child table with its rows, streamed. */
final class ChildComparison {

    private final ChildTable table;
    private final Parent parent;
    private final ComparisonResult.Counter counter;
    private final List<String> keyColumns;
    private final String place;
    private final Map<List<String>, BsonDocument> elements = new HashMap<>();
    private final Set<List<String>> rows = new HashSet<>();

    /**
     * What the rows of child tables are below.
     *
     * @param place what a difference names, with the path behind it
     * @param keyColumns of the key of what is around, as they are named in the child table
     * @param pathAround of the elements around, joined with {@code _} and one behind it
     * @param documentKeySize how many of its columns are the document's key
     * @param rows the keys of the documents' rows, as texts
     * @param stale those of documents that are dead letters, whose rows may be old
     */
    record Parent(
            String place,
            List<String> keyColumns,
            String pathAround,
            int documentKeySize,
            Set<List<String>> rows,
            Set<List<String>> stale) {

        private Parent within(ChildTable table) {
            String path = pathAround + table.path().replace('.', '_') + '_';
            return new Parent(
                    place + '.' + table.path(),
                    plus(keyColumns, path + table.keyColumn()),
                    path,
                    documentKeySize,
                    rows,
                    stale);
        }
    }

    ChildComparison(ChildTable table, Parent parent, ComparisonResult.Counter counter) {
        this.table = table;
        this.parent = parent;
        this.counter = counter;
        this.keyColumns = plus(parent.keyColumns(), table.keyColumn());
        this.place = parent.place() + '.' + table.path();
    }

    /**
     * Compares this table and those below it.
     *
     * @param around the documents, or elements, that have a row and are no dead letters, by their
     *     keys
     */
    void compare(Map<List<String>, BsonDocument> around, Connection connection)
            throws SQLException {
        around.forEach(
                (key, document) ->
                        Elements.of(table, document).forEach(element -> expect(key, element)));
        if (TableColumns.exists(connection, table.table())) {
            RowComparison comparison =
                    new RowComparison(place, table.table(), keyColumns, connection, counter);
            RowComparison.each(table.table(), connection, row -> compareRow(row, comparison));
        }
        elements.keySet().stream()
                .filter(key -> !rows.contains(key))
                .sorted(Comparator.comparing(ChildComparison::text))
                .forEach(key -> add(key, Kind.ROW_MISSING));
        for (ChildTable child : table.children()) {
            new ChildComparison(child, parent.within(table), counter).compare(elements, connection);
        }
    }

    private void expect(List<String> around, Elements.Element element) {
        List<String> key = plus(around, element.key());
        if (elements.put(key, element.fields()) != null) {
            add(key, Kind.NOT_UNIQUE);
        }
    }

    private void compareRow(ResultSet row, RowComparison comparison) throws SQLException {
        counter.childRows++;
        List<String> key = comparison.key(row);
        List<String> document = key.subList(0, parent.documentKeySize());
        if (!parent.rows().contains(document)) {
            add(key, Kind.PARENT_MISSING);
        } else if (!parent.stale().contains(document)) {
            BsonDocument fields = elements.get(key);
            if (!rows.add(key)) {
                add(key, Kind.NOT_UNIQUE);
            } else if (fields == null) {
                add(key, Kind.ELEMENT_MISSING);
            } else {
                comparison.compare(text(key), fields, elsewhere(), Map.of(), row);
            }
        }
    }

    private Set<List<String>> elsewhere() {
        Set<List<String>> elsewhere = new HashSet<>();
        table.children().forEach(child -> elsewhere.add(child.pathNames()));
        if (table.by() == ChildTable.By.FIELD) {
            elsewhere.add(List.of(table.keyField().split("\\.", -1)));
        }
        return elsewhere;
    }

    private static List<String> plus(List<String> some, String last) {
        List<String> all = new ArrayList<>(some);
        all.add(last);
        return all;
    }

    private static String text(List<String> key) {
        return String.join(", ", key);
    }

    private void add(List<String> key, Kind kind) {
        counter.add(Difference.ofRow(place, text(key), kind));
    }
}
