package dev.lockstep.mapping;

import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.type.Fit;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cells of a row as they come together: as many as a table can have, and no name twice. */
final class RowCells {

    /** Why a column that has no declared type does not take a value: it takes all that SQL has. */
    static final Fit.Misfit NOT_FINITE =
            new Fit.Misfit(Code.NUMBER_NOT_FINITE, "NaN and Infinity have no counterpart in SQL");

    private final FieldTree tree;
    private final int maxColumns;
    private final Map<String, FieldNode> columns = new HashMap<>();
    private List<Cell> cells = new ArrayList<>();

    RowCells(FieldTree tree, int maxColumns) {
        this.tree = tree;
        this.maxColumns = maxColumns;
    }

    /** Begins a new row; the last one's list is no longer touched. */
    void clear() {
        cells = new ArrayList<>();
        columns.clear();
        columns.putAll(tree.keyColumns());
    }

    List<Cell> list() {
        return cells;
    }

    /** Adds a field's value, or tells why the row can't have it. */
    Mapped.@Nullable Problem add(FieldNode field, String column, Value value) {
        FieldNode other = columns.putIfAbsent(field.foldedColumn(), field);
        if (other != null) {
            return new Mapped.Problem(
                    Code.COLUMN_NAME_CONFLICT,
                    field.path(),
                    "gives the same column name as " + other.path() + ": " + column);
        }
        if (columns.size() > maxColumns) {
            return new Mapped.Problem(
                    Code.TOO_MANY_COLUMNS, field.path(), "more than " + maxColumns + " columns");
        }
        cells.add(new Cell(column, value));
        return null;
    }

    /** Adds what a declared column holds whose field is missing. */
    void addMissing(String column, Value value) {
        cells.add(new Cell(column, value));
    }
}
