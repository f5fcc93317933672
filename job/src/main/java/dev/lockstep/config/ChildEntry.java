package dev.lockstep.config;

import dev.lockstep.config.ColumnSections.Declared;
import dev.lockstep.config.yaml.Place;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.ColumnSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * An element of {@code children}, with where its parts stand.
 *
 * @param columns of this table, without those of its children
 */
record ChildEntry(
        ChildMapping mapping, Place place, List<Declared> columns, List<ChildEntry> children) {

    /** The columns of this table and of those below it. */
    Stream<Declared> allColumns() {
        return Stream.concat(columns.stream(), children.stream().flatMap(ChildEntry::allColumns));
    }

    /**
     * Tells the names of this table and of those below it.
     *
     * @param parent the parent table's name
     */
    void tables(String parent, BiConsumer<String, Place> names) {
        String name =
                mapping.table() == null
                        ? parent + '_' + mapping.path().replace('.', '_')
                        : mapping.table();
        names.accept(name, place);
        children.forEach(child -> child.tables(name, names));
    }

    /** No two tables, and no table and column, are made of one field. */
    static void checkPaths(
            List<ChildEntry> children, List<Declared> columns, List<String> exclude) {
        for (int i = 0; i < children.size(); i++) {
            ChildEntry child = children.get(i);
            String path = child.mapping().path();
            if (children.subList(0, i).stream().anyMatch(other -> overlap(path, other.path()))) {
                child.place()
                        .problem(
                                "is at, in or around the path of another child table",
                                "one table for each path; those within it stand in its children");
            } else if (exclude.stream().anyMatch(it -> Names.isAtOrBelow(path, it))) {
                child.place().problem("is declared and excluded", "remove it here or from exclude");
            } else if (columns.stream().anyMatch(column -> overlap(path, column))) {
                child.place()
                        .problem(
                                "is at, in or around the path of a column",
                                "a column or a child table for a field, not both");
            }
        }
    }

    private String path() {
        return mapping.path();
    }

    private static boolean overlap(String path, Declared column) {
        return column.column().source() instanceof ColumnSource.Field field
                && overlap(path, field.path());
    }

    private static boolean overlap(String path, String other) {
        return Names.isAtOrBelow(path, other) || Names.isAtOrBelow(other, path);
    }
}
