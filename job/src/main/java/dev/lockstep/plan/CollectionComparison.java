package dev.lockstep.plan;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.plan.PipelineChange.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** What is different in how the documents of one collection become rows. */
final class CollectionComparison {

    private final String from;
    private final CollectionMapping before;
    private final CollectionMapping after;
    private final List<PipelineChange> changes = new ArrayList<>();

    CollectionComparison(String from, CollectionMapping before, CollectionMapping after) {
        this.from = from;
        this.before = before;
        this.after = after;
    }

    List<PipelineChange> changes() {
        if (!table(before).equals(table(after))) {
            changes.add(
                    PipelineChange.readAgain(
                            from,
                            "fills %s instead of %s, which stays as it is"
                                    .formatted(table(after), table(before))));
        }
        if (!before.key().equals(after.key())) {
            changes.add(
                    new PipelineChange(
                            Effect.BY_HAND,
                            from,
                            "has another key, and the job refuses a table with the old one",
                            "drop the table and its row in lockstep_tables, or name another table;"
                                    + " then "
                                    + PipelineChange.READ_AGAIN));
        }
        compareRules();
        compareExclusions();
        before.columns().forEach(this::compareColumn);
        after.columns().stream()
                .filter(column -> counterpart(column, before).isEmpty())
                .forEach(this::newColumn);
        boolean sameEntry = before.collection().equals(after.collection());
        if (changes.isEmpty() && sameEntry && !before.equals(after)) {
            changes.add(PipelineChange.readAgain(from, "becomes rows in another way"));
        }
        return changes;
    }

    private String table(CollectionMapping mapping) {
        return from.endsWith("." + CollectionMapping.ANY)
                ? mapping.table()
                : mapping.tableFor(Namespace.parse(from));
    }

    private void compareRules() {
        if (!Objects.equals(before.filter(), after.filter())) {
            changes.add(PipelineChange.readAgain(from, "has another filter"));
        }
        if (before.deletes() != after.deletes()) {
            changes.add(
                    PipelineChange.compatible(
                            from,
                            "deletes are %s from now on; rows of before stay as they are"
                                    .formatted(lower(after.deletes()))));
        }
        if (before.schemaDrift() != after.schemaDrift()) {
            changes.add(
                    PipelineChange.compatible(
                            from, "schema_drift is " + lower(after.schemaDrift())));
        }
        if (!Objects.equals(before.historyTable(), after.historyTable())) {
            changes.add(
                    PipelineChange.compatible(
                            from,
                            after.historyTable() == null
                                    ? "its history ends; the table stays"
                                    : "its history is in %s from now on"
                                            .formatted(after.historyTable())));
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void compareExclusions() {
        for (String path : after.exclude()) {
            if (!before.exclude().contains(path)) {
                changes.add(
                        new PipelineChange(
                                Effect.LOSES_VALUES,
                                from + " " + path,
                                "is excluded: its columns become NULL row by row",
                                "drop them"));
            }
        }
        for (String path : before.exclude()) {
            if (!after.exclude().contains(path)) {
                changes.add(
                        PipelineChange.readAgain(from + " " + path, "is not excluded any more"));
            }
        }
    }

    private void compareColumn(ColumnMapping column) {
        Optional<ColumnMapping> now = counterpart(column, after);
        if (now.isPresent()) {
            changes.addAll(
                    new ColumnComparison(from, column, now.get(), table(after), after.schemaDrift())
                            .changes());
        } else if (isField(column) && sameByConvention(column)) {
            changes.add(
                    PipelineChange.compatible(
                            from + " " + column.column(), "is not declared any more"));
        } else {
            changes.add(
                    new PipelineChange(
                            Effect.LOSES_VALUES,
                            from + " " + column.column(),
                            "is not filled any more: it becomes NULL row by row",
                            "drop it, or delete its row in lockstep_columns to keep what it"
                                    + " holds"));
        }
    }

    private void newColumn(ColumnMapping column) {
        String place = from + " " + column.column();
        if (isField(column) && sameByConvention(column) && column.mask() == null) {
            changes.add(
                    column.type() == null
                            ? PipelineChange.compatible(place, "is declared")
                            : new PipelineChange(
                                    Effect.BY_HAND,
                                    place,
                                    "is declared as "
                                            + column.type()
                                            + "; the table may have another type",
                                    "ask `plan` without --against"));
        } else {
            changes.add(PipelineChange.readAgain(place, "is a new column"));
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
    private static Optional<ColumnMapping> counterpart(ColumnMapping column, CollectionMapping in) {
        return in.columns().stream()
                .filter(
                        other ->
                                isField(column)
                                        ? isField(other) && other.path().equals(column.path())
                                        : !isField(other) && other.column().equals(column.column()))
                .findFirst();
    }
}
