package dev.lockstep.plan;

import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.plan.PipelineChange.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is different in the columns of one table. */
final class FieldsComparison {

    private final String place;
    private final String table;
    private final SchemaDrift drift;
    private final List<PipelineChange> changes = new ArrayList<>();

    /** What is declared of a table's fields. */
    record Fields(List<ColumnMapping> columns, List<String> exclude) {}

    /**
     * @param place what has the fields
     * @param table that the columns are in
     * @param drift of the new file
     */
    FieldsComparison(String place, String table, SchemaDrift drift) {
        this.place = place;
        this.table = table;
        this.drift = drift;
    }

    List<PipelineChange> compare(Fields before, Fields after) {
        compareExclusions(before.exclude(), after.exclude());
        before.columns().forEach(column -> compareColumn(column, after.columns()));
        after.columns().stream()
                .filter(column -> counterpart(column, before.columns()).isEmpty())
                .forEach(this::newColumn);
        return changes;
    }

    private void compareExclusions(List<String> before, List<String> after) {
        for (String path : after) {
            if (!before.contains(path)) {
                changes.add(
                        new PipelineChange(
                                Effect.LOSES_VALUES,
                                place + " " + path,
                                "is excluded: its columns become NULL row by row",
                                "drop them"));
            }
        }
        for (String path : before) {
            if (!after.contains(path)) {
                changes.add(
                        PipelineChange.readAgain(place + " " + path, "is not excluded any more"));
            }
        }
    }

    private void compareColumn(ColumnMapping column, List<ColumnMapping> after) {
        Optional<ColumnMapping> now = counterpart(column, after);
        if (now.isPresent()) {
            changes.addAll(new ColumnComparison(place, column, now.get(), table, drift).changes());
        } else if (isField(column) && sameByConvention(column)) {
            changes.add(
                    PipelineChange.compatible(
                            place + " " + column.column(), "is not declared any more"));
        } else {
            changes.add(
                    new PipelineChange(
                            Effect.LOSES_VALUES,
                            place + " " + column.column(),
                            "is not filled any more: it becomes NULL row by row",
                            "drop it, or delete its row in lockstep_columns to keep what it"
                                    + " holds"));
        }
    }

    private void newColumn(ColumnMapping column) {
        String at = place + " " + column.column();
        if (isField(column) && sameByConvention(column) && column.mask() == null) {
            changes.add(
                    column.type() == null
                            ? PipelineChange.compatible(at, "is declared")
                            : new PipelineChange(
                                    Effect.BY_HAND,
                                    at,
                                    "is declared as "
                                            + column.type()
                                            + "; the table may have another type",
                                    "ask `plan` without --against"));
        } else {
            changes.add(PipelineChange.readAgain(at, "is a new column"));
        }
    }

    private static boolean isField(ColumnMapping column) {
        return column.source() instanceof ColumnSource.Field;
    }

    /** Whether the field's column has the same name when it is not declared. */
    private static boolean sameByConvention(ColumnMapping column) {
        return column.path().replace('.', '_').equalsIgnoreCase(column.column());
    }

    /** The column of the same field; one without a field is known by its name. */
    private static Optional<ColumnMapping> counterpart(
            ColumnMapping column, List<ColumnMapping> in) {
        return in.stream()
                .filter(
                        other ->
                                isField(column)
                                        ? isField(other) && other.path().equals(column.path())
                                        : !isField(other) && other.column().equals(column.column()))
                .findFirst();
    }
}
