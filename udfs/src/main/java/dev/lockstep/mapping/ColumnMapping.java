package dev.lockstep.mapping;

import dev.lockstep.type.ColumnType;
import dev.lockstep.type.ReadableText;
import dev.lockstep.value.Value;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A declared column.
 *
 * @param path the field, dotted ({@code customer.email})
 * @param column the column's name
 * @param type its type; null to follow the values seen, as by convention
 * @param nullable whether it may hold NULL
 * @param defaultValue what it holds where a policy says so; null for none
 * @param policies what it does about values that are missing, null, or do not fit
 */
public record ColumnMapping(
        String path,
        String column,
        @Nullable ColumnType type,
        boolean nullable,
        @Nullable Value defaultValue,
        ColumnPolicies policies)
        implements Serializable {

    /** A column that declares no policy. */
    public ColumnMapping(
            String path,
            String column,
            @Nullable ColumnType type,
            boolean nullable,
            @Nullable Value defaultValue) {
        this(
                path,
                column,
                type,
                nullable,
                defaultValue,
                ColumnPolicies.of(nullable, defaultValue != null));
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
