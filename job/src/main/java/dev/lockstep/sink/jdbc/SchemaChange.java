package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ColumnNames;
import dev.lockstep.type.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What meets a demand: first renames of columns whose fields have lost their names to fields with a
 * better right to them, the only renames there are, then columns that are added and widened.
 *
 * @param renames in an order in which each new name is free
 * @param renamed the table after them
 * @param demand with the columns' names as they are given to the fields
 */
record SchemaChange(List<Rename> renames, TableSchema renamed, SchemaDemand demand) {

    /**
     * A new name for a column.
     *
     * @param column as it is before
     */
    record Rename(Column column, String name) {

        String sql(String table) {
            String from = MySqlDialect.quote(column.name());
            String to = MySqlDialect.quote(name);
            // MariaDB's JSON is a text with a check, and RENAME would leave the check its name.
            String clause =
                    column.type() instanceof ColumnType.Json
                            ? "CHANGE COLUMN "
                                    + from
                                    + " "
                                    + to
                                    + " JSON NULL"
                                    + MySqlDialect.comment(column.attributes().comment())
                            : "RENAME COLUMN " + from + " TO " + to;
            return MySqlDialect.alterTable(table, List.of(clause));
        }

        private TableSchema in(TableSchema schema) {
            return schema.with(
                    schema.columns().stream()
                            .map(it -> it.equals(column) ? it.named(name) : it)
                            .toList());
        }
    }

    static SchemaChange of(TableSchema current, SchemaDemand demand, ColumnNames names) {
        ColumnNaming naming = new ColumnNaming(current, names);
        demand.newPaths(current).forEach(naming::claim);
        Map<Column, String> pending = new LinkedHashMap<>();
        for (Column column : current.columns()) {
            if (column.path() != null && !naming.nameOf(column.path()).equals(column.name())) {
                pending.put(column, naming.nameOf(column.path()));
            }
        }
        List<Rename> renames = new ArrayList<>();
        TableSchema renamed = current;
        while (!pending.isEmpty()) {
            Rename next = next(pending, renamed);
            pending.remove(next.column());
            renames.add(next);
            renamed = next.in(renamed);
        }
        return new SchemaChange(renames, renamed, demand.named(naming));
    }

    /** One whose new name is not that of a column which is to be renamed itself. */
    private static Rename next(Map<Column, String> pending, TableSchema schema) {
        Map.Entry<Column, String> next =
                pending.entrySet().stream()
                        .filter(rename -> schema.column(rename.getValue()) == null)
                        .findFirst()
                        .orElseGet(() -> pending.entrySet().iterator().next());
        return new Rename(next.getKey(), next.getValue());
    }

    /**
     * What is to be noted of the columns that change.
     *
     * @param after the table when the change is made
     */
    Map<String, ColumnRegistry.Entry> noted(TableSchema after) {
        Map<String, ColumnRegistry.Entry> columns = new HashMap<>();
        for (Column column : after.columns()) {
            if (!column.equals(renamed.column(column.name()))) {
                columns.put(column.name(), column.noted());
            }
        }
        return columns;
    }
}
