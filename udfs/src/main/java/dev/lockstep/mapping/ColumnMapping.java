package dev.lockstep.mapping;

import dev.lockstep.mask.Mask;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.ReadableText;
import dev.lockstep.value.Value;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A declared column.
 *
 * @param source where its values come from
 * @param column the column's name
 * @param type its type; null to follow the values seen, as by convention
 * @param nullable whether it may hold NULL
 * @param defaultValue what it holds where a policy says so; null for none
 * @param policies what it does about values that are missing, null, or do not fit
 * @param mask how its values are hidden; null for not at all
 */
public record ColumnMapping(
        ColumnSource source,
        String column,
        @Nullable ColumnType type,
        boolean nullable,
        @Nullable Value defaultValue,
        ColumnPolicies policies,
        @Nullable Mask mask)
        implements Serializable {

    /** A field's column that declares no policy. */
    public ColumnMapping(
            String path,
            String column,
            @Nullable ColumnType type,
            boolean nullable,
            @Nullable Value defaultValue) {
        this(
                new ColumnSource.Field(path),
                column,
                type,
                nullable,
                defaultValue,
                ColumnPolicies.of(nullable, defaultValue != null));
    }

    /** A column that shows its values. */
    public ColumnMapping(
            ColumnSource source,
            String column,
            @Nullable ColumnType type,
            boolean nullable,
            @Nullable Value defaultValue,
            ColumnPolicies policies) {
        this(source, column, type, nullable, defaultValue, policies, null);
    }

    /** The same column with another type. */
    public ColumnMapping withType(@Nullable ColumnType other) {
        return new ColumnMapping(source, column, other, nullable, defaultValue, policies, mask);
    }

    /** The field, dotted; for a column without a field its own name. */
    public String path() {
        return source instanceof ColumnSource.Field field ? field.path() : column;
    }

    /** The same column where it may hold NULL. */
    public ColumnMapping orNull() {
        return new ColumnMapping(source, column, type, true, defaultValue, policies, mask);
    }

    /** The column's default; SQL's NULL when it has none. */
    Value defaultOrNull() {
        return defaultValue == null ? Value.Null.INSTANCE : defaultValue;
    }

    /** What takes the place of a value that does not fit; empty: its document is rejected. */
    public Optional<Value> substituteFor(Value misfit) {
        return switch (policies.onMismatch()) {
            case REJECT -> Optional.empty();
            case NULL -> Optional.of(Value.Null.INSTANCE);
            case DEFAULT -> Optional.ofNullable(defaultValue);
            case TEXT -> Optional.of(new Value.Text(ReadableText.of(misfit)));
        };
    }
}
