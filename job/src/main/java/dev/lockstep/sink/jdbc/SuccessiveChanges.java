package dev.lockstep.sink.jdbc;

import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The one change that leaves a row as two changes of it leave it, one after the other: the later
 * one, but for what it keeps of the earlier.
 */
final class SuccessiveChanges {

    private SuccessiveChanges() {}

    static TargetChange merged(TargetChange earlier, TargetChange later) {
        return later instanceof TargetChange.Upsert upsert && !upsert.kept().isEmpty()
                ? keeping(earlier, upsert)
                : later;
    }

    private static TargetChange.Upsert keeping(TargetChange earlier, TargetChange.Upsert later) {
        List<Cell> cells = new ArrayList<>(later.cells());
        List<String> kept = new ArrayList<>();
        for (String column : later.kept()) {
            if (earlier instanceof TargetChange.Upsert upsert && upsert.kept().contains(column)) {
                kept.add(column);
            } else {
                cells.add(new Cell(column, held(earlier, column)));
            }
        }
        return new TargetChange.Upsert(later.origin(), later.table(), later.key(), cells, kept);
    }

    /** What a column holds after a change that does not keep it. */
    private static Value held(TargetChange change, String column) {
        if (change instanceof TargetChange.Upsert upsert) {
            for (Cell cell : upsert.cells()) {
                if (cell.column().equals(column)) {
                    return cell.value();
                }
            }
        }
        return Value.Null.INSTANCE;
    }
}
