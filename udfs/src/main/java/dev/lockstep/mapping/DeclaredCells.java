package dev.lockstep.mapping;

import dev.lockstep.mask.Masker;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cells of a row's declared columns that have a field of the document behind them. */
final class DeclaredCells {

    private final List<ColumnMapping> columns;
    private final RowCells cells;
    private final Masker masker;
    private final BitSet present = new BitSet();
    private List<String> kept = List.of();

    DeclaredCells(List<ColumnMapping> columns, RowCells cells, Masker masker) {
        this.masker = masker;
        this.columns = columns;
        this.cells = cells;
    }

    /** Begins a new row. */
    void clear() {
        present.clear();
        kept = List.of();
    }

    /** The columns that are to stay as they are in a row that is there. */
    List<String> kept() {
        return kept;
    }

    /** Adds what a field's value comes to in its declared column, or tells why it can't be. */
    Mapped.@Nullable Problem add(FieldNode field, DeclaredColumn declared, Value value) {
        present.set(declared.index());
        ColumnMapping column = declared.mapping();
        ColumnValue result = ColumnValue.of(column, value, masker);
        return result instanceof ColumnValue.Holds holds
                ? cells.add(field, new Cell(column.column(), holds.value()))
                : problem(field.path(), (ColumnValue.Refuses) result);
    }

    private static Mapped.Problem problem(String path, ColumnValue.Refuses refused) {
        return new Mapped.Problem(refused.code(), path, refused.reason());
    }

    /** Adds what the columns come to whose fields are not in the document. */
    Mapped.@Nullable Problem addMissing() {
        int index = present.nextClearBit(0);
        for (; index < columns.size(); index = present.nextClearBit(index + 1)) {
            ColumnMapping column = columns.get(index);
            switch (column.policies().onMissing()) {
                case NULL -> {} // as every column without a cell
                case DEFAULT -> cells.addMissing(column.column(), column.defaultOrNull());
                case KEEP -> keep(column.column());
                case REJECT -> {
                    return new Mapped.Problem(
                            Code.FIELD_MISSING,
                            column.path(),
                            "column " + column.column() + " takes no document without the field");
                }
            }
        }
        return null;
    }

    private void keep(String column) {
        if (kept.isEmpty()) {
            kept = new ArrayList<>();
        }
        kept.add(column);
    }
}
