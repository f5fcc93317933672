package dev.lockstep.plan;

import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnNames;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.plan.PipelineChange.Effect;
import dev.lockstep.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is different in the columns of one table. */
final class FieldsComparison {

    private final String place;
    private final String table;
    private final SchemaDrift drift;
    private final List<PipelineChange> changes = new ArrayList<>();

    /**
     * What is declared of a table's fields.
     *
     * @param names of those that are not
     */
    record Fields(List<ColumnMapping> columns, List<String> exclude, ColumnNames names) {}

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
        before.columns().forEach(column -> compareColumn(column, after));
        after.columns().stream()
                .filter(column -> counterpart(column, before.columns()).isEmpty())
                .forEach(column -> newColumn(column, before.names()));
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

    private void compareColumn(ColumnMapping column, Fields after) {
        Optional<ColumnMapping> now = counterpart(column, after.columns());
        if (now.isPresent()) {
            changes.addAll(new ColumnComparison(place, column, now.get(), table, drift).changes());
        } else if (isField(column) && sameByConvention(column, after.names())) {
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

    private void newColumn(ColumnMapping column, ColumnNames before) {
        String at = place + " " + column.column();
        if (isField(column) && sameByConvention(column, before) && column.mask() == null) {
            changes.add(ofNewType(at, column.type()));
        } else {
            changes.add(PipelineChange.readAgain(at, "is a new column"));
        }
    }

    /** Of a column that was there by convention. */
    static PipelineChange ofNewType(String at, @Nullable ColumnType type) {
        if (type == null) {
            return PipelineChange.compatible(at, "is declared, and follows the values");
        } else if (ConventionTypes.has(type)) {
            return new PipelineChange(
                    Effect.COMPATIBLE,
                    at,
                    "is declared as " + type + ": what does not fit is a dead letter from now on",
                    "ask `plan` without --against whether the table has that type");
        }
        return new PipelineChange(
                Effect.BY_HAND,
                at,
                "is declared as " + type + "; the table may have another type",
                "ask `plan` without --against");
    }

    private static boolean isField(ColumnMapping column) {
        return column.source() instanceof ColumnSource.Field;
    }

    /** Whether the field's column can have the same name when it is not declared. */
    private static boolean sameByConvention(ColumnMapping column, ColumnNames names) {
        String path = column.path().replace('.', '\0');
        return IntStream.range(0, ColumnNames.CANDIDATES)
                .mapToObj(rank -> names.candidate(path, rank))
                .anyMatch(name -> ColumnNames.fold(name).equals(ColumnNames.fold(column.column())));
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
