package dev.lockstep.local.verify;

/**
 * One place where source and target don't agree.
 *
 * @param namespace {@code database.collection}, of a child table with the array's path behind it
 * @param key the document's id, as text; of a child table's row the whole key
 * @param column empty when it is about the whole row
 * @param kind what is wrong
 * @param expected what the document says, shortened; empty when it says nothing
 * @param found what the row says, shortened; empty when it says nothing
 */
public record Difference(
        String namespace, String key, String column, Kind kind, String expected, String found) {

    private static final int SHORT = 60;

    /** What can be wrong. */
    public enum Kind {
        /** A document without a row and without a dead letter. */
        ROW_MISSING,
        /** A row without a document. */
        DOCUMENT_MISSING,
        /** A row of a child table without an element. */
        ELEMENT_MISSING,
        /** A row of a child table whose document has no row. */
        PARENT_MISSING,
        /** Row and document have different values. */
        VALUE_DIFFERS,
        /** The document has a value for which the table has no column. */
        COLUMN_MISSING,
        /** A column that has another name than its field gives it, for no reason. */
        COLUMN_MISNAMED,
        /** Several documents, rows or fields where one is possible. */
        NOT_UNIQUE
    }

    public Difference {
        expected = shorten(expected);
        found = shorten(found);
    }

    static Difference ofRow(String namespace, String key, Kind kind) {
        return new Difference(namespace, key, "", kind, "", "");
    }

    private static String shorten(String text) {
        return text.length() <= SHORT ? text : text.substring(0, SHORT) + "...";
    }

    @Override
    public String toString() {
        String place = namespace + " " + key + (column.isEmpty() ? "" : " column " + column);
        String values =
                expected.isEmpty() && found.isEmpty()
                        ? ""
                        : ": expected " + expected + ", found " + found;
        return place + ": " + kind + values;
    }
}
