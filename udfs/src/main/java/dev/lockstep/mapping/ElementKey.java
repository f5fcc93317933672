package dev.lockstep.mapping;

import java.io.Serializable;

/** What tells the rows apart that one document has in a child table. */
public sealed interface ElementKey extends Serializable {

    /** The name of its column. */
    String column();

    /** The element's place in its array, counted from 0. */
    record Ordinal(String column) implements ElementKey {}

    /**
     * A field of the element, at which no two elements of an array may have the same.
     *
     * @param path dotted, in the element
     */
    record Field(String path, String column) implements ElementKey {}

    /** The field's name, in a map from names to things. */
    record Name(String column) implements ElementKey {}
}
