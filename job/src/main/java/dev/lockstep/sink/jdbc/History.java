package dev.lockstep.sink.jdbc;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.HistoryColumns;
import dev.lockstep.row.Cell;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.KeyText;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes, of a change of a row, the row that tells of it in the table of changes. */
final class History {

    /**
     * Of a longer position the rest is left out: it only repeats the document's key. What orders
     * events, and is different for each, stands before it.
     */
    private static final int MAX_POSITION = 600;

    private static final Set<String> NAMES =
            HistoryColumns.NAMES.stream().map(TableSchema::fold).collect(Collectors.toSet());

    private History() {}

    /** Whether a column of a row is one of its history too, and not told there anyway. */
    static boolean isOfRow(ColumnMapping column) {
        return !NAMES.contains(TableSchema.fold(column.column()));
    }

    /**
     * The row of the history; none for a document without a row that can't have had one before.
     *
     * @param place the change's position; for a document of a snapshot, what the stream was applied
     *     up to when it came
     */
    static Optional<TargetChange.Upsert> of(
            TargetChange.OfRow change, Position place, Declarations declared, String table) {
        Origin origin = change.origin();
        boolean upsert = change instanceof TargetChange.Upsert;
        boolean first =
                origin.operation() == Operation.READ || origin.operation() == Operation.INSERT;
        if (change instanceof TargetChange.Seen || (first && !upsert)) {
            return Optional.empty();
        }
        List<Cell> cells = new ArrayList<>();
        String operation = (upsert ? origin.operation() : Operation.DELETE).name();
        cells.add(new Cell(HistoryColumns.OPERATION.column(), new Value.Text(operation)));
        cells.add(new Cell(HistoryColumns.CLUSTER_TIME.column(), clusterTime(origin)));
        change.key().forEach(cell -> cells.add(keyCell(cell, declared)));
        if (!upsert) {
            declared.idColumn().map(column -> id(column, origin)).ifPresent(cells::add);
        }
        cellsOf(change).stream()
                .filter(cell -> !NAMES.contains(TableSchema.fold(cell.column())))
                .forEach(cells::add);
        Value position = new Value.Text(position(origin, place));
        return Optional.of(
                new TargetChange.Upsert(
                        origin,
                        table,
                        List.of(new Cell(HistoryColumns.POSITION.column(), position)),
                        cells));
    }

    /** An id of any type has a text, which the row's key holds where it is declared to be one. */
    private static Cell keyCell(Cell cell, Declarations declared) {
        ColumnMapping column = declared.of(cell.column());
        boolean text = column != null && column.type() instanceof ColumnType.VarChar;
        return text && !declared.hasBusinessKey()
                ? new Cell(cell.column(), new Value.Text(KeyText.of(cell.value())))
                : cell;
    }

    private static Cell id(String column, Origin origin) {
        try {
            return new Cell(column, DocumentDecoder.decodeId(origin.documentKey()));
        } catch (MalformedDocumentException e) {
            return new Cell(column, Value.Null.INSTANCE); // no row was ever made of it
        }
    }

    private static List<Cell> cellsOf(TargetChange.OfRow change) {
        if (change instanceof TargetChange.Upsert upsert) {
            return upsert.cells();
        }
        return change instanceof TargetChange.Update update ? update.cells() : List.of();
    }

    private static Value clusterTime(Origin origin) {
        return origin.clusterTime() == 0
                ? Value.Null.INSTANCE
                : new Value.Date((origin.clusterTime() >>> 32) * 1_000);
    }

    /**
     * A document of a snapshot comes after all that was applied before it, and has one place
     * however often it is read.
     */
    private static String position(Origin origin, Position place) {
        String token = place.token();
        String start = token.substring(0, Math.min(token.length(), MAX_POSITION));
        return origin.position() != null
                ? start
                : new Position(start).followedBy(0).token() + hash(origin);
    }

    private static String hash(Origin origin) {
        return KeyHash.of(Batch.documentOf(origin)).toUpperCase(Locale.ROOT);
    }
}
