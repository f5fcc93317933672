package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ColumnNames;
import dev.lockstep.row.Cell;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A table as the target has it at a version of its schema. */
final class TableSchema {

    private final String table;
    private final long version;
    private final List<Column> columns;
    private final List<Column> written;
    private final Map<String, Column> byName = new HashMap<>();
    private final Map<String, Column> byPath = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    /**
     * @param version changes with every change of the schema by Lockstep
     * @param columns all columns; empty when the table is not there
     */
    TableSchema(String table, long version, List<Column> columns) {
        this.table = table;
        this.version = version;
        this.columns = List.copyOf(columns);
        this.written = columns.stream().filter(c -> c.key() || c.managed()).toList();
        for (Column column : columns) {
            byName.put(fold(column.name()), column);
            if (column.path() != null) {
                byPath.put(column.path(), column);
            }
        }
        for (int i = 0; i < written.size(); i++) {
            places.put(written.get(i).name(), i);
        }
    }

    String table() {
        return table;
    }

    long version() {
        return version;
    }

    boolean exists() {
        return !columns.isEmpty();
    }

    List<Column> columns() {
        return columns;
    }

    /** The same table with other columns. */
    TableSchema with(List<Column> other) {
        return new TableSchema(table, version, other);
    }

    /** The same table for upserts that leave some columns as they are. */
    TableSchema keeping(Collection<String> kept) {
        Set<String> names = kept.stream().map(TableSchema::fold).collect(Collectors.toSet());
        return with(
                columns.stream()
                        .map(
                                column ->
                                        names.contains(fold(column.name()))
                                                ? column.unmanaged()
                                                : column)
                        .toList());
    }

    /** The columns of an upsert, in its order: the key and all that Lockstep fills. */
    List<Column> written() {
        return written;
    }

    /** The places of the key's columns in {@link #written}. */
    List<Integer> keyPlaces() {
        return IntStream.range(0, written.size())
                .filter(place -> written.get(place).key())
                .boxed()
                .toList();
    }

    List<Column> key() {
        return columns.stream().filter(Column::key).toList();
    }

    /** The place of a cell in {@link #written}, or -1. */
    int place(Cell cell) {
        Column column = column(cell);
        Integer place = column == null ? null : places.get(column.name());
        return place == null ? -1 : place;
    }

    /** The column that a cell goes to. */
    @Nullable Column column(Cell cell) {
        return cell.path() == null ? column(cell.column()) : ofPath(cell.path());
    }

    /** The column that a field goes to by convention. */
    @Nullable Column ofPath(String path) {
        return byPath.get(path);
    }

    /** Whether there is a column of this name that no field and no declaration has. */
    boolean isFree(String name) {
        Column column = column(name);
        return column != null && column.path() == null && !column.key();
    }

    /** A column by its name; SQL names do not tell upper from lower case. */
    @Nullable Column column(String name) {
        return byName.get(fold(name));
    }

    static String fold(String name) {
        return ColumnNames.fold(name);
    }
}
