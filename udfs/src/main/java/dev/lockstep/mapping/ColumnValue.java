package dev.lockstep.mapping;

import dev.lockstep.mask.Masker;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.type.ColumnFit;
import dev.lockstep.type.Fit;
import dev.lockstep.value.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a declared column makes of a value, as its policies say. */
sealed interface ColumnValue {

    record Holds(Value value) implements ColumnValue {}

    record Refuses(Code code, String reason) implements ColumnValue {}

    /** For a value that a mask of the column hides first: so nothing else comes of it. */
    static ColumnValue of(ColumnMapping column, Value value, Masker masker) {
        return of(column, column.mask() == null ? value : masker.hide(value, column.mask()));
    }

    private static ColumnValue of(ColumnMapping column, Value value) {
        if (value instanceof Value.Null) {
            return ofNull(column);
        }
        Fit.@Nullable Misfit misfit = misfit(value, column);
        return misfit == null ? new Holds(value) : ofMisfit(column, value, misfit);
    }

    private static ColumnValue ofNull(ColumnMapping column) {
        return switch (column.policies().onNull()) {
            case NULL -> new Holds(Value.Null.INSTANCE);
            case DEFAULT -> new Holds(column.defaultOrNull());
            case REJECT ->
                    new Refuses(
                            Code.NULL_NOT_ALLOWED, "column " + column.column() + " takes no null");
        };
    }

    private static ColumnValue ofMisfit(ColumnMapping column, Value value, Fit.Misfit reason) {
        Optional<Value> substitute = column.substituteFor(value);
        Fit.@Nullable Misfit misfit =
                substitute.isEmpty() ? reason : misfit(substitute.get(), column);
        return misfit == null
                ? new Holds(substitute.get())
                : new Refuses(misfit.code(), misfit.reason());
    }

    /** Why a value does not fit; a column that has no declared type takes all that SQL has. */
    private static Fit.@Nullable Misfit misfit(Value value, ColumnMapping column) {
        if (column.type() != null) {
            return ColumnFit.fit(value, column.type()) instanceof Fit.Misfit misfit ? misfit : null;
        }
        return value instanceof Value.NotFinite ? RowCells.NOT_FINITE : null;
    }
}
