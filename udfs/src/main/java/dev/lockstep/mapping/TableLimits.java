package dev.lockstep.mapping;

import java.io.Serializable;

/**
 * How large tables become by convention.
 *
 * @param columns how many columns a table has at most
 * @param depth how many names the path of a column's field has at most; a document further down is
 *     one JSON column
 */
public record TableLimits(int columns, int depth) implements Serializable {

    /** The most levels that a document has in MongoDB. */
    public static final int MAX_DEPTH = 100;

    public static final TableLimits DEFAULT = new TableLimits(1_000, MAX_DEPTH);
}
