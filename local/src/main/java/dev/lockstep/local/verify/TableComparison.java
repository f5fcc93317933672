package dev.lockstep.local.verify;

import dev.lockstep.local.verify.Difference.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Compares one collection's documents, held in memory, with its table's rows, streamed, and then
 * with those of its child tables.
 */
final class TableComparison {

    private static final String KEY_COLUMN = "id";

    private final CollectionTable pair;
    private final DeadLetters deadLetters;
    private final ComparisonResult.Counter counter;
    private final Set<List<String>> elsewhere = new HashSet<>(Set.of(List.of("_id")));
    private final Map<String, RawBsonDocument> withoutRow = new HashMap<>();
    private final Map<List<String>, BsonDocument> withRow = new HashMap<>();
    private final Set<String> rowKeys = new HashSet<>();
    private final Set<String> rejected = new HashSet<>();
    private final List<String> parentColumns;
    private final Set<List<String>> parents = new HashSet<>();
    private final Set<List<String>> staleParents = new HashSet<>();
    private final Set<List<String>> rowBusinessKeys = new HashSet<>();

    TableComparison(
            CollectionTable pair, DeadLetters deadLetters, ComparisonResult.Counter counter) {
        this.pair = pair;
        this.deadLetters = deadLetters;
        this.counter = counter;
        this.parentColumns =
                pair.key().isEmpty()
                        ? List.of(KEY_COLUMN)
                        : pair.key().values().stream().sorted().toList();
        pair.children().forEach(child -> elsewhere.add(child.pathNames()));
    }

    void compare(Iterable<RawBsonDocument> documents, Connection connection) throws SQLException {
        for (RawBsonDocument document : documents) {
            add(document);
        }
        if (TableColumns.exists(connection, pair.table())) {
            RowComparison comparison =
                    new RowComparison(
                            pair.namespace(),
                            pair.table(),
                            List.of(KEY_COLUMN),
                            connection,
                            counter);
            RowComparison.each(pair.table(), connection, row -> compareRow(row, comparison));
        }
        withoutRow.keySet().stream()
                .filter(key -> !rejected.contains(key))
                .filter(key -> !rowBusinessKeys.contains(businessKey(withoutRow.get(key))))
                .sorted()
                .forEach(key -> add(key, Kind.ROW_MISSING));
        compareChildren(connection);
    }

    private void add(RawBsonDocument document) {
        counter.documents++;
        String key = Key.of(document.get("_id"));
        if (withoutRow.put(key, document) != null) {
            add(key, Kind.NOT_UNIQUE);
        }
        if (deadLetters.has(pair.namespace(), key)) {
            rejected.add(key);
        }
    }

    private void compareRow(ResultSet row, RowComparison comparison) throws SQLException {
        counter.rows++;
        String key = comparison.key(row).get(0);
        BsonDocument document = withoutRow.remove(key);
        if (document != null && !pair.key().isEmpty()) {
            rowBusinessKeys.add(businessKey(document));
        }
        List<String> parent = RowComparison.texts(row, parentColumns);
        parents.add(parent);
        if (!rowKeys.add(key)) {
            add(key, Kind.NOT_UNIQUE);
        } else if (document == null) {
            add(key, Kind.DOCUMENT_MISSING);
        } else if (rejected.contains(key)) {
            staleParents.add(parent);
        } else {
            withRow.put(parent, document);
            comparison.compare(key, document, elsewhere, pair.key(), row);
        }
    }

    private void compareChildren(Connection connection) throws SQLException {
        ChildComparison.Parent parent =
                new ChildComparison.Parent(
                        pair.namespace(),
                        parentColumns.stream().map(column -> pair.table() + '_' + column).toList(),
                        "",
                        parentColumns.size(),
                        parents,
                        staleParents);
        for (ChildTable child : pair.children()) {
            new ChildComparison(child, parent, counter).compare(withRow, connection);
        }
    }

    /** Of several documents that have one, only one has a row. */
    private List<String> businessKey(BsonDocument document) {
        return pair.key().keySet().stream().sorted().map(path -> text(document, path)).toList();
    }

    private static String text(BsonDocument document, String path) {
        BsonValue value = Elements.find(document, path);
        return value == null ? "" : Key.of(value);
    }

    private void add(String key, Kind kind) {
        counter.add(Difference.ofRow(pair.namespace(), key, kind));
    }
}
