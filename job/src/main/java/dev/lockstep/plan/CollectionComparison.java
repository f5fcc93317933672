package dev.lockstep.plan;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ChildTable;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnNames;
import dev.lockstep.plan.FieldsComparison.Fields;
import dev.lockstep.plan.PipelineChange.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

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
        compareKeys(keyOf(before), keyOf(after));
        compareRules();
        changes.addAll(
                new FieldsComparison(from, table(after), after.schemaDrift())
                        .compare(fields(before), fields(after)));
        changes.addAll(
                new ChildrenComparison(from, after.schemaDrift())
                        .compare(children(before), children(after)));
        boolean sameEntry = before.collection().equals(after.collection());
        if (changes.isEmpty() && sameEntry && !before.equals(after)) {
            changes.add(PipelineChange.readAgain(from, "becomes rows in another way"));
        }
        return changes;
    }

    private static List<ColumnMapping> keyOf(CollectionMapping mapping) {
        return mapping.key().isEmpty()
                ? List.of(new ColumnMapping("_id", "id", null, false, null))
                : mapping.key();
    }

    private void compareKeys(List<ColumnMapping> old, List<ColumnMapping> now) {
        if (!withoutTypes(old).equals(withoutTypes(now)) || losesTypes(old, now)) {
            changes.add(
                    new PipelineChange(
                            Effect.BY_HAND,
                            from,
                            "has another key, and the job refuses a table with the old one",
                            "drop the table and its row in lockstep_tables, or name another table;"
                                    + " then "
                                    + PipelineChange.READ_AGAIN));
            return;
        }
        for (int i = 0; i < old.size(); i++) {
            if (!Objects.equals(old.get(i).type(), now.get(i).type())) {
                changes.add(
                        FieldsComparison.ofNewType(
                                from + " " + now.get(i).column(), now.get(i).type()));
            }
        }
    }

    private static List<ColumnMapping> withoutTypes(List<ColumnMapping> key) {
        return key.stream().map(column -> column.withType(null)).toList();
    }

    /** Whether a declared type is another one now. */
    private static boolean losesTypes(List<ColumnMapping> old, List<ColumnMapping> now) {
        return IntStream.range(0, old.size())
                .anyMatch(
                        i ->
                                old.get(i).type() != null
                                        && now.get(i).type() != null
                                        && !old.get(i).type().equals(now.get(i).type()));
    }

    private String table(CollectionMapping mapping) {
        return from.endsWith("." + CollectionMapping.ANY)
                ? mapping.table()
                : mapping.tableFor(Namespace.parse(from));
    }

    private List<ChildTable> children(CollectionMapping mapping) {
        Namespace namespace = Namespace.parse(from);
        return ChildTable.of(
                mapping,
                namespace.collection().equals(CollectionMapping.ANY)
                        ? new Namespace(namespace.database(), "{collection}")
                        : namespace);
    }

    private static Fields fields(CollectionMapping mapping) {
        return new Fields(mapping.columns(), mapping.exclude(), ColumnNames.of(mapping));
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
}
