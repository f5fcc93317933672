package dev.lockstep.local.verify;

import java.util.List;

/**
 * The table that should hold a row for each element of an array, or for each field of a map whose
 * names are data.
 *
 * @param path dotted, in the document or in the element around
 * @param by what tells the elements apart
 * @param keyField by which they are told apart, dotted; empty unless it is by a field
 * @param keyColumn the column that has it
 * @param children of its elements
 */
public record ChildTable(
        String path,
        String table,
        By by,
        String keyField,
        String keyColumn,
        List<ChildTable> children) {

    /** What tells the elements of one array or map apart. */
    public enum By {
        /** Their place in the array, from 0. */
        PLACE,
        /** A field of theirs. */
        FIELD,
        /** Their name in the map. */
        NAME
    }

    public ChildTable {
        children = List.copyOf(children);
    }

    /** Of an array whose elements are told apart by their place. */
    public static ChildTable ofArray(String path, String table) {
        return new ChildTable(path, table, By.PLACE, "", "ordinal", List.of());
    }

    /** Of an array whose elements are told apart by a field. */
    public static ChildTable ofArray(String path, String table, String keyField) {
        String column = keyField.replace('.', '_');
        return new ChildTable(path, table, By.FIELD, keyField, column, List.of());
    }

    public static ChildTable ofMap(String path, String table) {
        return new ChildTable(path, table, By.NAME, "", "key", List.of());
    }

    /** The same, with tables of what is in its elements. */
    public ChildTable withChildren(ChildTable... tables) {
        return new ChildTable(path, table, by, keyField, keyColumn, List.of(tables));
    }

    List<String> pathNames() {
        return List.of(path.split("\\.", -1));
    }
}
