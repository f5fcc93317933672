package dev.lockstep.plan;

import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.plan.PipelineChange.Effect;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.Widening;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is different in one declared column. */
final class ColumnComparison {

    private final String place;
    private final ColumnMapping before;
    private final ColumnMapping after;
    private final String table;
    private final SchemaDrift drift;
    private final List<PipelineChange> changes = new ArrayList<>();

    /**
     * @param table that the column is in
     * @param drift of the new file
     */
    ColumnComparison(
            String from,
            ColumnMapping before,
            ColumnMapping after,
            String table,
            SchemaDrift drift) {
        this.place = from + " " + after.column();
        this.before = before;
        this.after = after;
        this.table = quote(table);
        this.drift = drift;
    }

    List<PipelineChange> changes() {
        if (!before.column().equals(after.column())) {
            byHand(
                    "is the new name of " + before.column(),
                    "before the job starts: ALTER TABLE %s RENAME COLUMN %s TO %s"
                                    .formatted(table, quote(before.column()), quote(after.column()))
                            + ", and the same in lockstep_columns");
        }
        if (!Objects.equals(before.type(), after.type())) {
            compareTypes(before.type(), after.type());
        }
        if (!Objects.equals(before.mask(), after.mask())) {
            changes.add(PipelineChange.readAgain(place, "has another mask, or none"));
        }
        if (!before.source().equals(after.source())) {
            changes.add(PipelineChange.readAgain(place, "gets its values from elsewhere"));
        }
        boolean stricter =
                !before.policies().equals(after.policies())
                        || before.nullable() != after.nullable();
        if (stricter || !Objects.equals(before.defaultValue(), after.defaultValue())) {
            changes.add(
                    PipelineChange.compatible(
                            place,
                            "treats values that are missing, null or do not fit in another way"
                                    + " from now on"));
        }
        return changes;
    }

    private void compareTypes(@Nullable ColumnType old, @Nullable ColumnType now) {
        if (now == null) {
            changes.add(PipelineChange.compatible(place, "follows the values from now on"));
            return;
        }
        String what = "%s becomes %s".formatted(old == null ? "the values' type" : old, now);
        if (old != null && Widening.isSafe(old, now)) {
            if (drift == SchemaDrift.EVOLVE) {
                changes.add(PipelineChange.compatible(place, what));
            } else {
                byHand(what + ", and schema_drift is not evolve", modify(now));
            }
            return;
        }
        byHand(what + ", which the job never does: values that do not fit are lost", modify(now));
    }

    private String modify(ColumnType type) {
        return "ALTER TABLE %s MODIFY COLUMN %s %s".formatted(table, quote(after.column()), type);
    }

    private void byHand(String what, String whatToDo) {
        changes.add(new PipelineChange(Effect.BY_HAND, place, what, whatToDo));
    }

    private static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
