package dev.lockstep.mapping;

import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.type.Fit;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cells of a row as they come together: as many as a table can have, and no field twice. */
final class RowCells {

    /** Why a column that has no declared type does not take a value: it takes all that SQL has. */
    static final Fit.Misfit NOT_FINITE =
            new Fit.Misfit(Code.NUMBER_NOT_FINITE, "NaN and Infinity have no counterpart in SQL");

    private final int keySize;
    private final int maxColumns;
    private final Set<String> fields = new HashSet<>();
    private List<Cell> cells = new ArrayList<>();

    RowCells(FieldTree tree, int maxColumns) {
        this.keySize = tree.keySize();
        this.maxColumns = maxColumns;
    }

    /** Begins a new row; the last one's list is no longer touched. */
    void clear() {
        cells = new ArrayList<>();
        fields.clear();
    }

    List<Cell> list() {
        return cells;
    }

    /** Adds the cell of a field, or tells why the row can't have it. */
    Mapped.@Nullable Problem add(FieldNode field, Cell cell) {
        if (!fields.add(field.fullPath())) {
            return new Mapped.Problem(
                    Code.COLUMN_NAME_CONFLICT, field.path(), "the document has the field twice");
        }
        if (keySize + fields.size() > maxColumns) {
            return new Mapped.Problem(
                    Code.TOO_MANY_COLUMNS, field.path(), "more than " + maxColumns + " columns");
        }
        cells.add(cell);
        return null;
    }

    /** Adds what a declared column holds whose field is missing. */
    void addMissing(String column, Value value) {
        cells.add(new Cell(column, value));
    }
}
