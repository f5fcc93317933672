package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One writer's part in the reconciliations of tables. From a begin to the moment when the orphans
 * are removed it notes, in the transaction of each batch, the key of every row that it writes or
 * that has a document. It goes on after the end, since the other writers may not be there yet, and
 * the rows it writes meanwhile must stay.
 */
final class Reconciliations {

    private final ReconciliationTable table;
    private final Progress progress;
    private final Map<String, Position> open = new HashMap<>();

    Reconciliations(String pipeline, Progress progress) {
        this.table = new ReconciliationTable(pipeline);
        this.progress = progress;
    }

    /** Creates the tables when they are not there, and goes on with what has begun before. */
    void open(Connection connection) throws SQLException {
        table.create(connection);
        for (ReconciliationTable.Row row : table.read(connection)) {
            if (progress.isPast(row.begin())) {
                open.put(row.table(), row.begin());
            }
        }
        connection.commit();
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
        Position position = mark.origin().position();
        if (position == null) {
            throw new IllegalArgumentException("A mark has a position");
        }
        if (mark instanceof TargetChange.ReconcileBegin begin) {
            table.begin(begin.table(), position, connection);
            open.put(begin.table(), position);
        } else if (mark instanceof TargetChange.ReconcileEnd end && isOpen(end.table())) {
            table.end(end.table(), open.get(end.table()), position, connection);
        }
    }

    /** Notes the rows of a batch that have a document. They must be written already. */
    void note(RowEncoder rows, TableStatements statements) throws SQLException {
        String name = rows.schema().table();
        Position begin = open.get(name);
        if (begin != null && rows.schema().exists()) {
            List<RowEncoder.Row> present =
                    rows.present().stream().filter(row -> isAfter(row, begin)).toList();
            statements.note(rows.schema(), table.noteParameters(name, begin), present);
        }
    }

    /** What a writer took over may have key groups that are not at the begin yet. */
    private static boolean isAfter(RowEncoder.Row row, Position begin) {
        Position position = row.change().origin().position();
        return position == null || position.compareTo(begin) > 0;
    }
}
