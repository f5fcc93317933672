package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ChildTable;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.ElementKey;
import dev.lockstep.mapping.HistoryColumns;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What tables and columns that Lockstep makes say of where their rows and values come from. */
final class Comments {

    private static final int MAX_OF_TABLE = 2_048;
    private static final int MAX_OF_COLUMN = 1_024;

    private final String table;
    private final String prefix;
    private final Map<String, String> columns = new HashMap<>();

    /**
     * @param prefix the path of what has the fields, and a dot behind it
     */
    private Comments(String table, String prefix, List<ColumnMapping> declared) {
        this.table = table;
        this.prefix = prefix;
        declared.forEach(column -> put(column.column(), text(column, prefix)));
    }

    /** Of a collection's own table. */
    static Comments of(Namespace namespace, List<ColumnMapping> declared) {
        return new Comments("Lockstep: " + namespace, "", declared);
    }

    /** Of the table of every change. */
    static Comments ofHistory(Namespace namespace, List<ColumnMapping> declared) {
        Comments comments = new Comments("Lockstep: every change of " + namespace, "", declared);
        comments.put(HistoryColumns.POSITION.column(), "the change's position; orders changes");
        comments.put(HistoryColumns.OPERATION.column(), "metadata: operation");
        comments.put(HistoryColumns.CLUSTER_TIME.column(), "metadata: cluster-time");
        return comments;
    }

    /**
     * @param around the child table and those above it, from the outermost on
     */
    static Comments ofChild(Namespace namespace, List<ChildTable> around) {
        ChildTable child = around.get(around.size() - 1);
        Comments comments =
                new Comments(
                        "Lockstep: %s of %s".formatted(child.path(), namespace),
                        child.path() + '.',
                        child.mapping().columns());
        child.parent().forEach(column -> comments.put(column.column(), column.path()));
        for (int i = 0; i < around.size(); i++) {
            comments.put(child.elements().get(i).column(), ofElementKey(around.get(i)));
        }
        return comments;
    }

    private static String ofElementKey(ChildTable table) {
        ElementKey key = table.mapping().key();
        if (key instanceof ElementKey.Field field) {
            return table.path() + '.' + field.path();
        }
        return (key instanceof ElementKey.Ordinal ? "the place in " : "the name in ")
                + table.path();
    }

    private static String text(ColumnMapping column, String prefix) {
        ColumnSource source = column.source();
        if (source instanceof ColumnSource.Field field) {
            return prefix + field.path();
        } else if (source instanceof ColumnSource.Metadata metadata) {
            return "metadata: " + metadata.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return source instanceof ColumnSource.Computed computed
                ? "expression: " + computed.text()
                : "constant";
    }

    private void put(String column, String text) {
        columns.put(TableSchema.fold(column), text);
    }

    String ofTable() {
        return shown(table, MAX_OF_TABLE);
    }

    /** Of a column that is to be made; the id of a document is the only one of no declaration. */
    ColumnAttributes of(SchemaDemand.Wanted column) {
        String text =
                column.path() == null
                        ? columns.getOrDefault(TableSchema.fold(column.name()), "_id")
                        : prefix + column.path().replace('\0', '.');
        return ColumnAttributes.of(shown(text, MAX_OF_COLUMN));
    }

    /** MySQL's comments hold neither surrogates nor more than so many characters. */
    private static String shown(String text, int length) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .forEach(
                        point -> {
                            if (point > 0xFFFF || Character.getType(point) == Character.SURROGATE) {
                                shown.append("U+%X".formatted(point));
                            } else {
                                shown.appendCodePoint(point);
                            }
                        });
        return shown.length() <= length ? shown.toString() : shown.substring(0, length - 1) + '…';
    }
}
