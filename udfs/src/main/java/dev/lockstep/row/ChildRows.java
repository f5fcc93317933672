package dev.lockstep.row;

import java.io.Serializable;
import java.util.List;

/**
 * The rows that a document has in a child table: these and no others.
 *
 * @param table the child table's name
 * @param parent the columns that hold the document's key there, in the order of the key's cells
 * @param rows in the order of the document; none for a document that has none
 */
public record ChildRows(String table, List<String> parent, List<Row> rows) implements Serializable {

    /**
     * One row.
     *
     * @param key the rest of its primary key behind the parent's, at least one cell, never Null
     * @param cells the other columns, no name twice (names compared without case)
     */
    public record Row(List<Cell> key, List<Cell> cells) implements Serializable {

        /** Without values: they are the document's. */
        @Override
        public String toString() {
            return "child row";
        }
    }

    /** For a document that has no rows in the table (any more). */
    public ChildRows none() {
        return new ChildRows(table, parent, List.of());
    }
}
