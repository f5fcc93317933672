package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;

/**
 * A column as the target has it.
 *
 * @param key part of the primary key
 * @param managed Lockstep fills it: it becomes NULL when its field is missing. Others are never
 *     touched.
 * @param caseless a text whose collation takes some different texts for equal
 */
record Column(
        String name,
        ColumnType type,
        boolean nullable,
        boolean key,
        boolean managed,
        boolean caseless) {

    /** As it is when Lockstep fills it. */
    Column filled() {
        return new Column(name, type, nullable, key, true, caseless);
    }

    Column unmanaged() {
        return new Column(name, type, nullable, key, false, caseless);
    }
}
