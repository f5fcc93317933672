package dev.lockstep.plan;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ChildTable;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.plan.FieldsComparison.Fields;
import dev.lockstep.plan.PipelineChange.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

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
        changes.addAll(
                new FieldsComparison(from, table(after), after.schemaDrift())
                        .compare(
                                new Fields(before.columns(), before.exclude()),
                                new Fields(after.columns(), after.exclude())));
        changes.addAll(
                new ChildrenComparison(from, after.schemaDrift())
                        .compare(children(before), children(after)));
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

    private List<ChildTable> children(CollectionMapping mapping) {
        Namespace namespace = Namespace.parse(from);
        return ChildTable.of(
                mapping,
                namespace.collection().equals(CollectionMapping.ANY)
                        ? new Namespace(namespace.database(), "{collection}")
                        : namespace);
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
