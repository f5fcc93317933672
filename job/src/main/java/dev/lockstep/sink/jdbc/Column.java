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
 * @param byConvention its type is the one that Lockstep gave it, and no person's; so it follows the
 *     values that the column meets, also where they would fit it as it is
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
        boolean byConvention,
        ColumnAttributes attributes) {

    /**
     * As it is when Lockstep fills it.
     *
     * @param field null for none
     */
    Column filledFrom(@Nullable String field) {
        return new Column(
                name, field, type, nullable, key, true, caseless, byConvention, attributes);
    }

    Column unmanaged() {
        return new Column(
                name, path, type, nullable, key, false, caseless, byConvention, attributes);
    }

    /** As it is when it takes NULL. */
    Column orNull() {
        return new Column(name, path, type, true, key, managed, caseless, byConvention, attributes);
    }

    /** As it is when a person gives it another type. */
    Column withType(ColumnType other) {
        return new Column(name, path, other, nullable, key, managed, caseless, false, attributes);
    }

    /** As Lockstep makes it when a value needs another type. */
    Column ofType(ColumnType other) {
        return new Column(name, path, other, nullable, key, managed, false, true, attributes);
    }

    /** As it is when a person counts on its type. */
    Column asOfPerson() {
        return withType(type);
    }

    Column with(ColumnAttributes others) {
        return new Column(name, path, type, nullable, key, managed, caseless, byConvention, others);
    }

    Column named(String other) {
        return new Column(
                other, path, type, nullable, key, managed, caseless, byConvention, attributes);
    }

    /** What the registry has of it. */
    ColumnRegistry.Entry noted() {
        return new ColumnRegistry.Entry(path, byConvention ? type.toString() : null);
    }
}
