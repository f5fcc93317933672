package dev.lockstep.sink.jdbc;

import dev.lockstep.row.Cell;
import dev.lockstep.type.ColumnType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch needs of a table beyond what it has: columns to be added or widened, in the order in
 * which they first came, and fields that are to go to columns of others which are there.
 */
final class SchemaDemand {

    /**
     * A column that is wanted.
     *
     * @param name the column's, or the one that the field has if no other field's column has it
     * @param path the field that goes to it by convention; null for none
     * @param key part of the primary key
     */
    record Wanted(
            String name, @Nullable String path, ColumnType type, boolean nullable, boolean key) {

        private String id() {
            return idOf(name, path);
        }

        private @Nullable Column in(TableSchema schema) {
            return path == null ? schema.column(name) : schema.ofPath(path);
        }

        Wanted withType(ColumnType other) {
            return new Wanted(name, path, other, nullable, key);
        }
    }

    private final Map<String, Wanted> columns = new LinkedHashMap<>();
    private final Map<String, String> adopting = new LinkedHashMap<>();
    private final Set<String> filling = new LinkedHashSet<>();

    void want(Wanted column) {
        columns.put(column.id(), column);
    }

    /** A field's column is to be the one that has its name already and no field. */
    void adopt(String path, String name) {
        adopting.put(path, name);
    }

    /** Takes over all that another one demands. */
    void add(SchemaDemand other) {
        columns.putAll(other.columns);
        adopting.putAll(other.adopting);
        filling.addAll(other.filling);
    }

    /** The type that was wanted so far for a cell's column, or the given one. */
    ColumnType typeOr(Cell cell, ColumnType present) {
        Wanted wanted = columns.get(idOf(cell.column(), cell.path()));
        return wanted == null ? present : wanted.type();
    }

    boolean wants(Cell cell) {
        return columns.containsKey(idOf(cell.column(), cell.path()));
    }

    /** Tells columns apart, also those whose names are not given yet. */
    static String idOf(String name, @Nullable String path) {
        return path == null ? TableSchema.fold(name) : '\0' + path; // no name has a NUL
    }

    /** How many columns are wanted that a table does not have. */
    long columnsBeside(TableSchema schema) {
        return columns.values().stream().filter(wanted -> wanted.in(schema) == null).count();
    }

    boolean isEmpty() {
        return columns.isEmpty() && adopting.isEmpty() && filling.isEmpty();
    }

    Collection<Wanted> columns() {
        return columns.values();
    }

    /** A column that is there is to be filled, though it is no field's. */
    void fill(String column) {
        filling.add(column);
    }

    Set<String> filling() {
        return filling;
    }

    /** The fields that are to have a column which is there, with its name. */
    Map<String, String> adopting() {
        return adopting;
    }

    /** The fields that have no column yet. */
    List<String> newPaths(TableSchema schema) {
        List<String> paths = new ArrayList<>(adopting.keySet());
        for (Wanted wanted : columns.values()) {
            if (wanted.path() != null && wanted.in(schema) == null) {
                paths.add(wanted.path());
            }
        }
        return paths;
    }

    /**
     * The part that another writer has not met meanwhile: a column that changed since is left out,
     * for the rows to be encoded anew for what it is now.
     */
    SchemaDemand remaining(TableSchema stale, TableSchema current) {
        SchemaDemand remaining = new SchemaDemand();
        remaining.filling.addAll(filling);
        adopting.forEach(
                (path, name) -> {
                    if (current.isFree(name) && current.ofPath(path) == null) {
                        remaining.adopt(path, name);
                    }
                });
        for (Wanted wanted : columns.values()) {
            Column before = wanted.in(stale);
            Column now = wanted.in(current);
            boolean unchanged =
                    before == null ? now == null : now != null && now.type().equals(before.type());
            if (unchanged) {
                remaining.want(wanted);
            }
        }
        return remaining;
    }

    /** The same with the columns' names as they are given to the fields. */
    SchemaDemand named(ColumnNaming naming) {
        SchemaDemand named = new SchemaDemand();
        named.filling.addAll(filling);
        adopting.keySet().forEach(path -> named.adopt(path, naming.nameOf(path)));
        for (Wanted wanted : columns.values()) {
            String path = wanted.path();
            named.want(
                    path == null
                            ? wanted
                            : new Wanted(
                                    naming.nameOf(path),
                                    path,
                                    wanted.type(),
                                    wanted.nullable(),
                                    wanted.key()));
        }
        return named;
    }
}
