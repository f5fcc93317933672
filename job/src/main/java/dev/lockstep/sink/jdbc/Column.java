package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * A column as the target has it.
 *
 * @param path the field that goes to it by convention, as a cell has it; null for none
 * @param key part of the primary key
 * @param managed Lockstep fills it: it becomes NULL when its field is missing. Others are never
 *     touched.
 * @param caseless a text whose collation takes some different texts for equal
 * @param attributes what its definition says beside its type
 */
record Column(
        String name,
        @Nullable String path,
        ColumnType type,
        boolean nullable,
        boolean key,
        boolean managed,
        boolean caseless,
        ColumnAttributes attributes) {

    /**
     * As it is when Lockstep fills it.
     *
     * @param field null for none
     */
    Column filledFrom(@Nullable String field) {
        return new Column(name, field, type, nullable, key, true, caseless, attributes);
    }

    Column unmanaged() {
        return new Column(name, path, type, nullable, key, false, caseless, attributes);
    }

    /** As it is when it takes NULL. */
    Column orNull() {
        return new Column(name, path, type, true, key, managed, caseless, attributes);
    }

    /** As it is when it is of another type. */
    Column withType(ColumnType other) {
        return new Column(name, path, other, nullable, key, managed, caseless, attributes);
    }

    Column with(ColumnAttributes others) {
        return new Column(name, path, type, nullable, key, managed, caseless, others);
    }

    Column named(String other) {
        return new Column(other, path, type, nullable, key, managed, caseless, attributes);
    }
}
