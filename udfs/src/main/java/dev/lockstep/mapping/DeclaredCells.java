package dev.lockstep.mapping;

import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.type.ColumnFit;
import dev.lockstep.type.Fit;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cells of a row's declared columns, as their policies say. */
final class DeclaredCells {

    private final List<ColumnMapping> columns;
    private final RowCells cells;
    private final BitSet present = new BitSet();
    private List<String> kept = List.of();

    DeclaredCells(List<ColumnMapping> columns, RowCells cells) {
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
        if (value instanceof Value.Null) {
            return addNull(field, column);
        }
        Fit.@Nullable Misfit misfit = misfit(value, column);
        return misfit == null
                ? cells.add(field, column.column(), value)
                : addSubstitute(field, column, value, misfit);
    }

    private Mapped.@Nullable Problem addNull(FieldNode field, ColumnMapping column) {
        return switch (column.policies().onNull()) {
            case NULL -> cells.add(field, column.column(), Value.Null.INSTANCE);
            case DEFAULT -> cells.add(field, column.column(), defaultOf(column));
            case REJECT ->
                    new Mapped.Problem(
                            Code.NULL_NOT_ALLOWED,
                            field.path(),
                            "column " + column.column() + " takes no null");
        };
    }

    private Mapped.@Nullable Problem addSubstitute(
            FieldNode field, ColumnMapping column, Value value, Fit.Misfit reason) {
        Optional<Value> substitute = column.substituteFor(value);
        Fit.@Nullable Misfit misfit =
                substitute.isEmpty() ? reason : misfit(substitute.get(), column);
        return misfit == null
                ? cells.add(field, column.column(), substitute.get())
                : new Mapped.Problem(misfit.code(), field.path(), misfit.reason());
    }

    /** Why a value does not fit; a column that has no declared type takes all that SQL has. */
    private static Fit.@Nullable Misfit misfit(Value value, ColumnMapping column) {
        if (column.type() != null) {
            return ColumnFit.fit(value, column.type()) instanceof Fit.Misfit misfit ? misfit : null;
        }
        return value instanceof Value.NotFinite ? RowCells.NOT_FINITE : null;
    }

    /** Adds what the columns come to whose fields are not in the document. */
    Mapped.@Nullable Problem addMissing() {
        int index = present.nextClearBit(0);
        for (; index < columns.size(); index = present.nextClearBit(index + 1)) {
            ColumnMapping column = columns.get(index);
            switch (column.policies().onMissing()) {
                case NULL -> {} // as every column without a cell
                case DEFAULT -> cells.addMissing(column.column(), defaultOf(column));
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

    private static Value defaultOf(ColumnMapping column) {
        Value value = column.defaultValue();
        return value == null ? Value.Null.INSTANCE : value;
    }
}
