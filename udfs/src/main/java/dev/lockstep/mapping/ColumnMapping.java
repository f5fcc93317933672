package dev.lockstep.mapping;

import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A declared column.
 *
 * @param path the field, dotted ({@code customer.email})
 * @param column the column's name
 * @param type its type; null to follow the values seen, as by convention
 * @param nullable whether it may hold NULL
 * @param defaultValue what it holds when the field is missing; null for none
 */
public record ColumnMapping(
        String path,
        String column,
        @Nullable ColumnType type,
        boolean nullable,
        @Nullable Value defaultValue)
        implements Serializable {}
