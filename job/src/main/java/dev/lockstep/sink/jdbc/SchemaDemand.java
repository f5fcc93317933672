package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a batch needs of a table beyond what it has: columns to be added or widened, by their names
 * as they first came, and columns that are there and from now on are filled by Lockstep.
 */
final class SchemaDemand {

    /**
     * A column that is wanted.
     *
     * @param key part of the primary key
     */
    record Wanted(String name, ColumnType type, boolean nullable, boolean key) {

        Wanted withType(ColumnType other) {
            return new Wanted(name, other, nullable, key);
        }
    }

    private final Map<String, Wanted> columns = new LinkedHashMap<>();
    private final Set<String> adopted = new LinkedHashSet<>();

    void want(Wanted column) {
        columns.put(TableSchema.fold(column.name()), column);
    }

    void adopt(String column) {
        adopted.add(column);
    }

    boolean adopts(String column) {
        return adopted.contains(column);
    }

    /** Takes over all that another one demands. */
    void add(SchemaDemand other) {
        columns.putAll(other.columns);
        adopted.addAll(other.adopted);
    }

    /** The type that was wanted so far, or the given one. */
    ColumnType typeOr(String column, ColumnType present) {
        Wanted wanted = columns.get(TableSchema.fold(column));
        return wanted == null ? present : wanted.type();
    }

    boolean wants(String column) {
        return columns.containsKey(TableSchema.fold(column));
    }

    /** How many columns are wanted that a table does not have. */
    long columnsBeside(TableSchema schema) {
        return columns.values().stream()
                .filter(wanted -> schema.column(wanted.name()) == null)
                .count();
    }

    boolean isEmpty() {
        return columns.isEmpty() && adopted.isEmpty();
    }

    Map<String, Wanted> columns() {
        return columns;
    }

    /** The columns that Lockstep fills once the demand is met, in lower case. */
    List<String> managed() {
        List<String> managed = new ArrayList<>(columns.keySet());
        adopted.forEach(column -> managed.add(TableSchema.fold(column)));
        return managed;
    }

    /**
     * The part that another writer has not met meanwhile: a column that changed since is left out,
     * for the rows to be encoded anew for what it is now.
     */
    SchemaDemand remaining(TableSchema stale, TableSchema current) {
        SchemaDemand remaining = new SchemaDemand();
        remaining.adopted.addAll(adopted);
        for (Wanted wanted : columns.values()) {
            Column before = stale.column(wanted.name());
            Column now = current.column(wanted.name());
            boolean unchanged =
                    before == null ? now == null : now != null && now.type().equals(before.type());
            if (unchanged) {
                remaining.want(wanted);
            }
        }
        return remaining;
    }
}
