package dev.lockstep.sink.jdbc;

import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import dev.lockstep.row.TargetChange;
import dev.lockstep.value.Value;
import java.util.List;

/** Estimates how much memory a buffered change takes, so that a batch is bounded in bytes too. */
final class ChangeSize {

    private static final long FIXED = 64;

    private ChangeSize() {}

    static long estimate(TargetChange change) {
        if (change instanceof TargetChange.Upsert upsert) {
            return FIXED + cells(upsert.key()) + cells(upsert.cells()) + children(upsert);
        } else if (change instanceof TargetChange.Update update) {
            return FIXED + cells(update.key()) + cells(update.cells());
        } else if (change instanceof TargetChange.Delete delete) {
            return FIXED + cells(delete.key());
        } else if (change instanceof TargetChange.Rejected rejected) {
            String document = rejected.deadLetter().document();
            return FIXED + (document == null ? 0 : document.length());
        }
        return FIXED;
    }

    private static long children(TargetChange.Upsert upsert) {
        long bytes = 0;
        for (ChildRows child : upsert.children()) {
            for (ChildRows.Row row : child.rows()) {
                bytes += FIXED + cells(row.key()) + cells(row.cells());
            }
        }
        return bytes;
    }

    private static long cells(List<Cell> cells) {
        long bytes = 0;
        for (Cell cell : cells) {
            bytes += 24;
            if (cell.value() instanceof Value.Text text) {
                bytes += text.value().length();
            } else if (cell.value() instanceof Value.Json json) {
                bytes += json.text().length();
            } else if (cell.value() instanceof Value.Binary binary) {
                bytes += binary.bytes().length;
            }
        }
        return bytes;
    }
}
