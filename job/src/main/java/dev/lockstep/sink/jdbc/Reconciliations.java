package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One writer's part in the reconciliations of tables. From a begin to the moment when the orphans
 * are removed it notes, in the transaction of each batch, the key of every row that it writes or
 * that has a document. It goes on after the end, since the other writers may not be there yet, and
 * the rows it writes meanwhile must stay.
 */
final class Reconciliations {

    private final ReconciliationTable table;
    private final Progress progress;
    private final Map<String, ReconciliationTable.Row> open = new HashMap<>();
    private final Map<String, Position> begun = new HashMap<>();
    private Position newestMark = Segment.NOTHING;

    Reconciliations(String pipeline, Progress progress) {
        this.table = new ReconciliationTable(pipeline);
        this.progress = progress;
    }

    /** Creates the tables when they are not there, and goes on with what has begun before. */
    void open(Connection connection) throws SQLException {
        table.create(connection);
        for (ReconciliationTable.Row row : table.read(connection)) {
            open.put(row.table(), row);
        }
        connection.commit();
    }

    /** Whether it is the first of its kind to come; the source makes them in their order. */
    boolean isNews(TargetChange mark) {
        Position position = positionOf(mark);
        boolean news = position.compareTo(newestMark) > 0;
        newestMark = news ? position : newestMark;
        return news;
    }

    /** Whether any table is, as far as this writer knows, under reconciliation. */
    boolean isAnyOpen() {
        return !open.isEmpty();
    }

    /** Whether it matters for a table that a document was seen. */
    boolean isOpen(String name) {
        return open.containsKey(name);
    }

    /**
     * To be called before rows are written; they may be noted until the transaction ends.
     *
     * @param withMarks whether the transaction begins or ends one itself
     */
    void lock(boolean withMarks, Connection connection) throws SQLException {
        if (!open.isEmpty()) {
            Map<String, Position> current =
                    table.lock(withMarks, connection).stream()
                            .collect(
                                    Collectors.toMap(
                                            ReconciliationTable.Row::table,
                                            ReconciliationTable.Row::begin));
            open.keySet().retainAll(current.keySet());
        }
    }

    /** Begins or ends a reconciliation as part of the caller's transaction. */
    void mark(TargetChange mark, Connection connection) throws SQLException {
        if (mark instanceof TargetChange.ReconcileBegin begin) {
            ReconciliationTable.Row row =
                    new ReconciliationTable.Row(
                            begin.table(),
                            begin.origin().namespace().toString(),
                            positionOf(mark),
                            false);
            table.begin(row, connection);
            begun.put(row.table(), row.begin());
            open.merge(row.table(), row, Reconciliations::later);
        } else if (mark instanceof TargetChange.ReconcileEnd end
                && begun.containsKey(end.table())) {
            table.end(end.table(), begun.get(end.table()), progress.range(), connection);
        }
    }

    private static ReconciliationTable.Row later(
            ReconciliationTable.Row one, ReconciliationTable.Row other) {
        return one.isLaterThan(other) ? one : other;
    }

    private static Position positionOf(TargetChange mark) {
        Position position = mark.origin().position();
        if (position == null) {
            throw new IllegalArgumentException("A mark has a position");
        }
        return position;
    }

    /** Notes the rows of a batch that have a document. They must be written already. */
    void note(RowEncoder rows, TableStatements statements) throws SQLException {
        String name = rows.schema().table();
        ReconciliationTable.Row current = open.get(name);
        if (current != null && rows.schema().exists()) {
            Position begin = current.begin();
            List<RowEncoder.Row> present =
                    rows.present().stream()
                            .filter(row -> isAfter(row.change().origin(), begin))
                            .toList();
            statements.note(rows.schema(), table.noteParameters(name, begin), present);
        }
    }

    /** Notes the documents of a batch that are there, of a table with a business key. */
    void note(String name, Collection<KeyContest.Wish> wishes, Connection connection)
            throws SQLException {
        ReconciliationTable.Row current = open.get(name);
        if (current != null) {
            Stream<Origin> there =
                    wishes.stream()
                            .map(KeyContest.Wish::change)
                            .filter(
                                    change ->
                                            change instanceof TargetChange.Upsert
                                                    || change instanceof TargetChange.Seen)
                            .map(TargetChange::origin)
                            .filter(origin -> isAfter(origin, current.begin()));
            table.note(current, hashes(there), connection);
        }
    }

    /** Notes the documents that have a dead letter, new or of before. */
    void noteLetters(
            List<TargetChange.Rejected> rejected,
            Batch batch,
            DeadLetterTable letters,
            Connection connection)
            throws SQLException {
        for (ReconciliationTable.Row current : open.values()) {
            Stream<Origin> told =
                    Stream.concat(
                            rejected.stream().map(TargetChange.Rejected::origin),
                            batch.seen().stream().filter(letters::mayHaveOne));
            table.note(current, hashes(told.filter(origin -> isOf(origin, current))), connection);
        }
    }

    private static List<byte[]> hashes(Stream<Origin> documents) {
        return documents
                .map(origin -> DeadLetterTable.hash(Batch.documentOf(origin)))
                .sorted(Arrays::compareUnsigned)
                .toList();
    }

    private static boolean isOf(Origin origin, ReconciliationTable.Row current) {
        return origin.namespace().toString().equals(current.namespace())
                && isAfter(origin, current.begin());
    }

    /** What a writer took over may have key groups that are not at the begin yet. */
    private static boolean isAfter(Origin origin, Position begin) {
        Position position = origin.position();
        return position == null || position.compareTo(begin) > 0;
    }
}
