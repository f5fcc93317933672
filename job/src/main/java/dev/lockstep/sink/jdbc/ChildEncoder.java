package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ChildTable;
import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Encodes the rows that documents have in one child table. */
final class ChildEncoder implements BatchEncoder.Encoding {

    private final ChildTable table;
    private final RowEncoder rows;
    private final List<Document> documents = new ArrayList<>();
    private final List<Document> gone = new ArrayList<>();

    /**
     * What a document has in the table from now on.
     *
     * @param parent the parameters of the columns that hold its key
     * @param rows ready to be written
     */
    record Document(Origin origin, List<@Nullable Object> parent, List<RowEncoder.Row> rows) {}

    ChildEncoder(ChildTable table, RowEncoder rows) {
        this.table = table;
        this.rows = rows;
    }

    /** For other rows of the same table. */
    ChildEncoder empty(Optional<String> refusal) {
        return new ChildEncoder(table, rows.empty(refusal));
    }

    void encode(TargetChange.OfRow change) {
        if (change.key().isEmpty()) {
            return; // which row is the document's is known when its claims are settled
        }
        for (ChildRows children : change.children()) {
            if (children.table().equals(table.table())) {
                encode(change, children);
            }
        }
    }

    /** The rows of a document in a child table as rows of any other table. */
    static List<TargetChange.Upsert> upserts(ChildTable table, TargetChange.OfRow change) {
        return change.children().stream()
                .filter(children -> children.table().equals(table.table()))
                .flatMap(children -> upserts(change, children))
                .toList();
    }

    private static Stream<TargetChange.Upsert> upserts(
            TargetChange.OfRow change, ChildRows children) {
        List<Cell> parent = parent(change, children);
        return children.rows().stream()
                .map(
                        row -> {
                            List<Cell> key = new ArrayList<>(parent);
                            key.addAll(row.key());
                            return new TargetChange.Upsert(
                                    change.origin(), children.table(), key, row.cells());
                        });
    }

    private static List<Cell> parent(TargetChange.OfRow change, ChildRows children) {
        return IntStream.range(0, children.parent().size())
                .mapToObj(i -> new Cell(children.parent().get(i), change.key().get(i).value()))
                .toList();
    }

    private void encode(TargetChange.OfRow change, ChildRows children) {
        List<Cell> parent = parent(change, children);
        List<RowEncoder.Row> encoded = new ArrayList<>();
        upserts(change, children).forEach(row -> rows.encode(row).ifPresent(encoded::add));
        if (rows.demand().isEmpty()) {
            rejectDuplicates(change, encoded);
        }
        if (rows.schema().exists()) {
            // Also for a document without rows here: whatever document has a row in the parent's
            // table has a key that this table can hold.
            Optional<List<@Nullable Object>> key =
                    change instanceof TargetChange.Upsert
                            ? rows.demandKey(change, parent)
                            : rows.keyParameters(parent);
            List<Document> those = change instanceof TargetChange.Delete ? gone : documents;
            key.ifPresent(it -> those.add(new Document(change.origin(), it, encoded)));
        }
    }

    private void rejectDuplicates(TargetChange change, List<RowEncoder.Row> encoded) {
        Set<List<@Nullable Object>> keys = new HashSet<>();
        for (RowEncoder.Row row : encoded) {
            if (!keys.add(keyOf(row))) {
                rows.reject(
                        change,
                        DeadLetter.Code.DUPLICATE_ELEMENT_KEY,
                        table.mapping().key().column(),
                        "two elements have the same key");
                return;
            }
        }
    }

    private List<@Nullable Object> keyOf(RowEncoder.Row row) {
        List<@Nullable Object> key = new ArrayList<>();
        for (int place : rows.schema().keyPlaces()) {
            Object value = row.parameters().get(place);
            key.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
        }
        return key;
    }

    /** The columns that hold the document's key. */
    List<String> parentColumns() {
        return table.parent().stream().map(column -> column.column()).toList();
    }

    RowEncoder rows() {
        return rows;
    }

    /** The documents whose rows in the table are these from now on, if there is such a table. */
    List<Document> documents() {
        return documents;
    }

    /**
     * The documents that have no rows any more. They come before {@link #documents}, among which
     * may be another one that has the key now, and keeps nothing of the rows of before.
     */
    List<Document> gone() {
        return gone;
    }

    void drop(Set<Origin> origins) {
        rows.drop(origins);
        documents.removeIf(document -> origins.contains(document.origin()));
        gone.removeIf(document -> origins.contains(document.origin()));
    }

    @Override
    public SchemaDemand demand() {
        return rows.demand();
    }
}
