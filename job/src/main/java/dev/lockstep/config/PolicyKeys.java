package dev.lockstep.config;

import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.Place;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Values;
import dev.lockstep.mapping.ColumnPolicies;
import dev.lockstep.mapping.ColumnPolicies.OnMismatch;
import dev.lockstep.mapping.ColumnPolicies.OnMissing;
import dev.lockstep.mapping.ColumnPolicies.OnNull;
import dev.lockstep.type.ColumnType;
import java.util.List;
import java.util.Optional;

/** The keys that say what a column does about values that are missing, null, or do not fit. */
final class PolicyKeys {

    static final Key<OnMismatch> ON_MISMATCH =
            Key.withDefault(
                    "on_mismatch",
                    Scalars.choice(OnMismatch.class),
                    "reject",
                    "when a value does not fit: the document is a dead letter, or the column gets"
                            + " NULL, the default, or the value's text");

    static final Key<OnMissing> ON_MISSING =
            Key.optional(
                    "on_missing",
                    Scalars.choice(OnMissing.class),
                    "when the field is missing; keep leaves what the row holds. By default the"
                            + " default if there is one, else null, or reject if not nullable");

    static final Key<OnNull> ON_NULL =
            Key.optional(
                    "on_null",
                    Scalars.choice(OnNull.class),
                    "when the field holds null; by default null, or reject if not nullable");

    private PolicyKeys() {}

    static ColumnPolicies policies(Values values, boolean nullable, boolean hasDefault) {
        ColumnPolicies undeclared = ColumnPolicies.of(nullable, hasDefault);
        return new ColumnPolicies(
                values.get(ON_MISMATCH),
                values.find(ON_MISSING).orElse(undeclared.onMissing()),
                values.find(ON_NULL).orElse(undeclared.onNull()));
    }

    /** What a policy puts into the column must be something that the column can have. */
    static void check(
            Values values, boolean nullable, boolean hasDefault, Optional<ColumnType> type) {
        for (Key<? extends Enum<?>> policy : List.of(ON_MISMATCH, ON_MISSING, ON_NULL)) {
            String choice = values.find(policy).map(Enum::name).orElse("");
            Place place = values.place(policy);
            if ((choice.equals("NULL") || choice.equals("KEEP")) && !nullable) {
                place.problem("makes NULL, but the column is not nullable", "another policy");
            } else if (choice.equals("DEFAULT") && !hasDefault) {
                place.problem("has no default to take", "add default: to the column");
            } else if (choice.equals("TEXT") && type.filter(PolicyKeys::isText).isEmpty()) {
                place.problem("needs a column of text", "type: TEXT, or VARCHAR of some length");
            }
        }
    }

    private static boolean isText(ColumnType type) {
        return type instanceof ColumnType.VarChar || type instanceof ColumnType.Text;
    }
}
