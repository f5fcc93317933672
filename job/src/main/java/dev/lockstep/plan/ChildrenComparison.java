package dev.lockstep.plan;

import dev.lockstep.mapping.ChildTable;
import dev.lockstep.mapping.ColumnNames;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.plan.FieldsComparison.Fields;
import dev.lockstep.plan.PipelineChange.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is different in the child tables of documents, or of elements. */
final class ChildrenComparison {

    private final String around;
    private final SchemaDrift drift;
    private final List<PipelineChange> changes = new ArrayList<>();

    /**
     * @param around the collection, with the path of the elements whose children they are
     * @param drift of the new file
     */
    ChildrenComparison(String around, SchemaDrift drift) {
        this.around = around;
        this.drift = drift;
    }

    List<PipelineChange> compare(List<ChildTable> before, List<ChildTable> after) {
        before.forEach(
                old ->
                        counterpart(old, after)
                                .ifPresentOrElse(now -> compare(old, now), () -> removed(old)));
        after.stream()
                .filter(now -> counterpart(now, before).isEmpty())
                .forEach(
                        now ->
                                changes.add(
                                        PipelineChange.readAgain(
                                                place(now), "has a table now, " + now.table())));
        return changes;
    }

    private void removed(ChildTable old) {
        changes.add(
                new PipelineChange(
                        Effect.BY_HAND,
                        place(old),
                        "has no table any more and becomes JSON; %s stays as it is"
                                .formatted(old.table()),
                        "drop the table and its row in lockstep_tables; then "
                                + PipelineChange.READ_AGAIN));
    }

    private void compare(ChildTable old, ChildTable now) {
        String place = place(now);
        if (!old.table().equals(now.table())) {
            changes.add(
                    PipelineChange.readAgain(
                            place,
                            "fills %s instead of %s, which stays as it is"
                                    .formatted(now.table(), old.table())));
        } else if (!old.mapping().key().equals(now.mapping().key())) {
            changes.add(
                    new PipelineChange(
                            Effect.BY_HAND,
                            place,
                            "has another key, and the job refuses a table with the old one",
                            "drop %s and its row in lockstep_tables, or name another table; then "
                                            .formatted(old.table())
                                    + PipelineChange.READ_AGAIN));
        }
        if (old.mapping().onMismatch() != now.mapping().onMismatch()) {
            changes.add(
                    PipelineChange.compatible(
                            place,
                            "on_mismatch is "
                                    + now.mapping().onMismatch().name().toLowerCase(Locale.ROOT)));
        }
        changes.addAll(
                new FieldsComparison(place, now.table(), drift).compare(fields(old), fields(now)));
        changes.addAll(
                new ChildrenComparison(place, drift).compare(old.children(), now.children()));
    }

    private static Fields fields(ChildTable table) {
        return new Fields(
                table.mapping().columns(), table.mapping().exclude(), ColumnNames.of(table));
    }

    private static Optional<ChildTable> counterpart(ChildTable table, List<ChildTable> in) {
        return in.stream()
                .filter(other -> other.mapping().path().equals(table.mapping().path()))
                .findFirst();
    }

    private String place(ChildTable table) {
        return around + " " + table.mapping().path();
    }
}
