package dev.lockstep.sink.jdbc;

import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange.Delete;
import dev.lockstep.row.TargetChange.OfRow;
import dev.lockstep.row.TargetChange.Update;
import dev.lockstep.row.TargetChange.Upsert;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one change that leaves a row as two changes of it leave it, one after the other: the later
 * one, but for what it keeps of the earlier.
 */
final class SuccessiveChanges {

    private SuccessiveChanges() {}

    static OfRow merged(OfRow earlier, OfRow later) {
        if (later instanceof Update update) {
            return updated(earlier, update);
        }
        return later instanceof Upsert upsert && !upsert.kept().isEmpty()
                ? keeping(earlier, upsert)
                : later;
    }

    private static OfRow updated(OfRow earlier, Update later) {
        if (earlier instanceof Upsert upsert) {
            List<Cell> cells = overlaid(upsert.cells(), later.cells());
            return new Upsert(later.origin(), later.table(), upsert.key(), cells, upsert.kept());
        } else if (earlier instanceof Update update) {
            List<Cell> cells = overlaid(update.cells(), later.cells());
            return new Update(later.origin(), later.table(), later.key(), cells);
        }
        return new Delete(later.origin(), later.table(), later.key()); // it has no row to update
    }

    private static List<Cell> overlaid(List<Cell> below, List<Cell> above) {
        List<Cell> cells = new ArrayList<>(above);
        below.stream().filter(cell -> find(above, cell.column()).isEmpty()).forEach(cells::add);
        return cells;
    }

    private static Upsert keeping(OfRow earlier, Upsert later) {
        List<Cell> cells = new ArrayList<>(later.cells());
        List<String> kept = new ArrayList<>();
        for (String column : later.kept()) {
            Optional<Cell> written = find(cellsOf(earlier), column);
            if (written.isPresent()) {
                cells.add(written.get());
            } else if (keeps(earlier, column)) {
                kept.add(column);
            } else {
                cells.add(new Cell(column, Value.Null.INSTANCE));
            }
        }
        return new Upsert(later.origin(), later.table(), later.key(), cells, kept);
    }

    private static List<Cell> cellsOf(OfRow change) {
        if (change instanceof Upsert upsert) {
            return upsert.cells();
        }
        return change instanceof Update update ? update.cells() : List.of();
    }

    private static boolean keeps(OfRow change, String column) {
        return change instanceof Update
                || (change instanceof Upsert upsert && upsert.kept().contains(column));
    }

    private static Optional<Cell> find(List<Cell> cells, String column) {
        return cells.stream().filter(cell -> cell.column().equals(column)).findFirst();
    }
}
