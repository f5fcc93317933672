package dev.lockstep.sink.jdbc;

import dev.lockstep.decode.DocumentKeys;
import dev.lockstep.event.Position;
import dev.lockstep.row.Cell;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The changes of one transaction: of each row what all its changes come to, since only that is seen
 * when the transaction commits, and of each document the last dead letter.
 */
final class Batch {

    private final TableDeclarations declarations;
    private final Map<String, Map<List<Cell>, TargetChange.OfRow>> rows = new TreeMap<>();
    private final Map<String, Map<String, KeyContest.Wish>> claims = new TreeMap<>();
    private final Map<String, List<TargetChange.Upsert>> history = new TreeMap<>();
    private final List<TargetChange> marks = new ArrayList<>();
    private final Map<String, TargetChange.Rejected> rejected = new LinkedHashMap<>();
    private final Set<String> written = new LinkedHashSet<>();
    private final List<Origin> seen = new ArrayList<>();
    private int size;
    private long bytes;

    Batch(TableDeclarations declarations) {
        this.declarations = declarations;
    }

    /**
     * @param place the change's position, or what the stream was applied up to when it came
     */
    void add(TargetChange change, Position place) {
        size++;
        bytes += ChangeSize.estimate(change);
        String document = documentOf(change.origin());
        if (change instanceof TargetChange.Seen known) {
            see(document, known, place);
            return;
        } else if (change instanceof TargetChange.OfRow row) {
            put(document, row, place);
            remember(row, place);
        } else if (change instanceof TargetChange.Rejected letter) {
            rejected.put(document, letter);
            written.remove(document);
            return;
        } else {
            marks.add(change);
            return;
        }
        written.add(document);
    }

    private void put(String document, TargetChange.OfRow change, Position place) {
        if (declaredOf(change).hasBusinessKey()) {
            boolean gone = change instanceof TargetChange.Update;
            claims.computeIfAbsent(change.table(), name -> new LinkedHashMap<>())
                    .merge(
                            document,
                            new KeyContest.Wish(document, change, place, gone),
                            (earlier, later) -> later.after(merged(earlier.change(), change)));
        } else {
            rows.computeIfAbsent(change.table(), name -> new LinkedHashMap<>())
                    .merge(change.key(), change, Batch::merged);
        }
    }

    private Declarations declaredOf(TargetChange change) {
        return declarations.of(change.origin().namespace());
    }

    private void remember(TargetChange.OfRow change, Position place) {
        Declarations declared = declaredOf(change);
        declared.historyTable()
                .flatMap(table -> History.of(change, place, declared, table))
                .ifPresent(
                        row -> {
                            history.computeIfAbsent(row.table(), name -> new ArrayList<>())
                                    .add(row);
                            bytes += ChangeSize.estimate(row);
                        });
    }

    private static TargetChange.OfRow merged(TargetChange.OfRow earlier, TargetChange.OfRow later) {
        return earlier instanceof TargetChange.Seen
                ? later
                : SuccessiveChanges.merged(earlier, later);
    }

    /** Of a row that is written or deleted anyway it tells nothing more. */
    private void see(String document, TargetChange.Seen change, Position place) {
        seen.add(change.origin());
        if (declaredOf(change).hasBusinessKey()) {
            claims.computeIfAbsent(change.table(), name -> new LinkedHashMap<>())
                    .putIfAbsent(document, new KeyContest.Wish(document, change, place, false));
        } else if (!change.key().isEmpty()) {
            rows.computeIfAbsent(change.table(), name -> new LinkedHashMap<>())
                    .putIfAbsent(change.key(), change);
        }
    }

    /** Whether a mark can still be added: it holds for all that comes after it. */
    boolean takesMarks() {
        return rows.isEmpty() && claims.isEmpty() && rejected.isEmpty();
    }

    /** Begins and ends of reconciliations, which come before all other changes. */
    List<TargetChange> marks() {
        return marks;
    }

    /** Names a document among all: equal for ids that the source takes as equal. */
    static String documentOf(Origin origin) {
        return DocumentKeys.routingKey(origin.namespace(), origin.documentKey());
    }

    /** By table in the order of names: every writer takes locks in the same order. */
    Map<String, Map<List<Cell>, TargetChange.OfRow>> rows() {
        return rows;
    }

    /**
     * Of the tables with a business key what is to become of each document's row, by table in the
     * order of names.
     */
    Map<String, Map<String, KeyContest.Wish>> claims() {
        return claims;
    }

    /** The changes among wishes for a table. */
    static List<TargetChange.OfRow> changes(Map<String, KeyContest.Wish> wishes) {
        return wishes.values().stream().map(KeyContest.Wish::change).toList();
    }

    /**
     * Takes out the change of a document that turned out not to fit.
     *
     * @return false when the batch has no such change
     */
    boolean refuse(TargetChange.Rejected letter) {
        String document = documentOf(letter.origin());
        boolean found = claims.values().stream().anyMatch(it -> it.remove(document) != null);
        claims.values().removeIf(Map::isEmpty);
        history.values()
                .forEach(told -> told.removeIf(row -> row.origin().equals(letter.origin())));
        history.values().removeIf(List::isEmpty);
        if (written.remove(document)) {
            rejected.put(document, letter);
        }
        return found;
    }

    /** The rows that tell of each change, by table in the order of names. */
    Map<String, List<TargetChange.Upsert>> history() {
        return history;
    }

    Collection<TargetChange.Rejected> rejected() {
        return rejected.values();
    }

    /** The documents whose last change is a row: their dead letters are superseded. */
    Set<String> written() {
        return written;
    }

    /** Of documents that are there, whether or not they have a row. */
    List<Origin> seen() {
        return seen;
    }

    /** Changes added, those that were overtaken included. */
    int size() {
        return size;
    }

    /** An estimate of the changes' size in bytes. */
    long bytes() {
        return bytes;
    }
}
