package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.type.ColumnFit;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.Fit;
import dev.lockstep.type.Widening;
import dev.lockstep.value.Value;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fits cells to the columns that a table has, and notes what it lacks: whether that is added, left
 * out or a misfit is for the mapping's schema drift to say.
 */
final class CellFit {

    private final TableSchema schema;
    private final Declarations declared;
    private final Optional<String> refusal;
    private final SchemaDemand demand = new SchemaDemand();
    private long ignoredFields;

    CellFit(TableSchema schema, Declarations declared, Optional<String> refusal) {
        this.schema = schema;
        this.declared = declared;
        this.refusal = refusal;
    }

    /** What must change before rows with these cells can be written. */
    SchemaDemand demand() {
        return demand;
    }

    long ignoredFields() {
        return ignoredFields;
    }

    /** As {@link #fit}, for a cell of the key. */
    Fit keyFit(Cell cell) {
        Column column = schema.column(cell.column());
        boolean lowerCase =
                cell.value() instanceof Value.ObjectId || cell.value() instanceof Value.Uuid;
        if (column != null && column.caseless() && !lowerCase) {
            return new Fit.Misfit(
                    DeadLetter.Code.KEY_NOT_SUPPORTED,
                    "the key column's collation takes ids that differ by case for equal");
        }
        if (column != null
                && !mustFollowParent(cell, column)
                && declared.fitKey(cell, column.type()) instanceof Fit.Fits fits) {
            return fits;
        }
        Optional<ColumnType> type = keyType(cell, column);
        if (type.isEmpty() || declared.fitKey(cell, type.get()) instanceof Fit.Misfit) {
            return new Fit.Misfit(
                    DeadLetter.Code.KEY_NOT_SUPPORTED,
                    "the document id fits neither its column nor the longest key, "
                            + new ColumnType.VarChar(Widening.MAX_KEY_LENGTH));
        }
        return demand(new SchemaDemand.Wanted(cell.column(), null, type.get(), false, true));
    }

    /** Whether the parent's keys have become text, in a form that its children's must have too. */
    private boolean mustFollowParent(Cell cell, Column column) {
        ColumnType type = declaredType(cell);
        return type != null
                && declared.followsParent(cell.column())
                && declared.convertsKey(column.type(), type);
    }

    private Optional<ColumnType> keyType(Cell cell, @Nullable Column column) {
        ColumnType declaredType = declaredType(cell);
        if (declaredType != null) {
            boolean reachable =
                    column == null
                            || Widening.isSafe(column.type(), declaredType)
                            || mustFollowParent(cell, column);
            return Optional.of(declaredType).filter(type -> reachable);
        } else if (column == null && !demand.wants(cell)) {
            return Optional.of(Widening.keyTypeFor(cell.value()));
        }
        ColumnType present = column == null ? new ColumnType.Char(1) : column.type();
        return Widening.widenKey(demand.typeOr(cell, present), cell.value());
    }

    private @Nullable ColumnType declaredType(Cell cell) {
        ColumnMapping mapping = declared.of(cell.column());
        return mapping == null ? null : mapping.type();
    }

    /** The parameter for a cell; a placeholder where the table must change first, see demand. */
    Fit fit(Cell cell) {
        Fit fit = fitAsIs(cell);
        ColumnMapping mapping = declared.of(cell.column());
        if (fit instanceof Fit.Misfit misfit && misfit.isOfValue() && mapping != null) {
            Optional<Value> substitute = mapping.substituteFor(cell.value());
            return substitute.isEmpty()
                    ? fit
                    : fitAsIs(new Cell(cell.column(), cell.path(), substitute.get()));
        }
        return fit;
    }

    private Fit fitAsIs(Cell cell) {
        Column column = schema.column(cell);
        if (column == null) {
            return cell.path() != null && schema.isFree(cell.column())
                    ? adopted(cell, cell.path())
                    : missingColumn(cell);
        }
        Fit fit = ColumnFit.fit(cell.value(), column.type());
        if (fit instanceof Fit.Misfit misfit) {
            return widened(cell, column, misfit);
        } else if (column.byConvention() && !Widening.includes(column.type(), cell.value())) {
            return joined(cell, column, fit);
        } else if (schema.place(cell) < 0 && !(column.type() instanceof ColumnType.Other)) {
            demand.fill(column.name());
        }
        return fit;
    }

    /** A column that others made is filled from the field that has its name. */
    private Fit adopted(Cell cell, String path) {
        Column column = Objects.requireNonNull(schema.column(cell.column()));
        Fit fit = ColumnFit.fit(cell.value(), column.type());
        boolean isOther = column.type() instanceof ColumnType.Other;
        boolean widens = declared.evolves() && !isOther;
        if (fit instanceof Fit.Misfit misfit && !widens) {
            return widened(cell, column, misfit);
        } else if (!(isOther && cell.value() instanceof Value.Null)) {
            demand.adopt(path, cell.column());
        }
        return new Fit.Fits(null);
    }

    private Fit missingColumn(Cell cell) {
        ColumnMapping mapping = declared.of(cell.column());
        ColumnType present = demand.typeOr(cell, new ColumnType.Other("nothing"));
        Optional<ColumnType> type = missingType(cell, present);
        if (type.isEmpty()) {
            return misfitOf(cell, ColumnFit.fit(cell.value(), present)); // null needs no column
        }
        if (ColumnFit.fit(cell.value(), type.get()) instanceof Fit.Misfit misfit) {
            return misfit; // no type at all would hold it: it must not leave a column behind
        }
        if (declared.drift() == SchemaDrift.IGNORE && mapping == null) {
            ignoredFields++;
            return new Fit.Fits(null);
        }
        if (!demand.wants(cell)
                && schema.columns().size() + demand.columnsBeside(schema)
                        >= declared.maxColumns()) {
            return new Fit.Misfit(
                    DeadLetter.Code.TOO_MANY_COLUMNS,
                    "table "
                            + schema.table()
                            + " would have more than max_columns, "
                            + declared.maxColumns());
        }
        boolean nullable = mapping == null || mapping.nullable();
        return demand(
                new SchemaDemand.Wanted(cell.column(), cell.path(), type.get(), nullable, false));
    }

    private Optional<ColumnType> missingType(Cell cell, ColumnType present) {
        ColumnType declaredType = declaredType(cell);
        if (declaredType != null) {
            return Optional.of(declaredType);
        }
        return demand.wants(cell)
                ? Widening.join(present, cell.value())
                : Widening.typeFor(cell.value());
    }

    /** That of the value itself, if it has no type at all, whatever others have made the column. */
    private static Fit misfitOf(Cell cell, Fit fit) {
        return Widening.misfit(cell.value()).<Fit>map(it -> it).orElse(fit);
    }

    /** For a value that fits the column's type, which would be another had the value come first. */
    private Fit joined(Cell cell, Column column, Fit fit) {
        if (declaredType(cell) != null || !declared.evolves()) {
            return fit;
        }
        Optional<ColumnType> type = Widening.join(demand.typeOr(cell, column.type()), cell.value());
        if (type.isEmpty()) {
            return misfitOf(cell, fit);
        }
        return refusal.isPresent() ? fit : demand(wider(column, type.get()));
    }

    private Fit widened(Cell cell, Column column, Fit.Misfit misfit) {
        ColumnType declaredType = declaredType(cell);
        Optional<ColumnType> type =
                declaredType == null
                        ? wider(cell, column)
                        : Optional.of(declaredType)
                                .filter(wider -> Widening.isSafe(column.type(), wider));
        if (type.isEmpty() || declared.drift() == SchemaDrift.IGNORE) {
            return column.byConvention() && declaredType == null ? misfitOf(cell, misfit) : misfit;
        }
        return demand(wider(column, type.get()));
    }

    private Optional<ColumnType> wider(Cell cell, Column column) {
        ColumnType type = demand.typeOr(cell, column.type());
        return column.byConvention()
                ? Widening.join(type, cell.value())
                : Widening.widen(type, cell.value());
    }

    private static SchemaDemand.Wanted wider(Column column, ColumnType type) {
        return new SchemaDemand.Wanted(
                column.name(), column.path(), type, column.nullable(), false);
    }

    private Fit demand(SchemaDemand.Wanted wanted) {
        if (refusal.isPresent()) {
            return new Fit.Misfit(DeadLetter.Code.SCHEMA_CHANGE_FAILED, refusal.get());
        }
        if (!declared.evolves()) {
            return new Fit.Misfit(
                    DeadLetter.Code.SCHEMA_CHANGE_NOT_ALLOWED,
                    "table "
                            + schema.table()
                            + " would need a column of type "
                            + wanted.type()
                            + ", and schema_drift is not evolve");
        }
        demand.want(wanted);
        return new Fit.Fits(null);
    }
}
