package dev.lockstep.event;

import java.io.Serializable;

/**
 * Names a collection: {@code database.collection}. A database name has no dot, a collection name
 * may have some, so the first dot separates them.
 */
public record Namespace(String database, String collection) implements Serializable {

    /** Parses {@code database.collection}; throws IllegalArgumentException without a dot. */
    public static Namespace parse(String fullName) {
        int dot = fullName.indexOf('.');
        if (dot <= 0 || dot == fullName.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + fullName + "' is not of the form database.collection");
        }
        return new Namespace(fullName.substring(0, dot), fullName.substring(dot + 1));
    }

    @Override
    public String toString() {
        return database + "." + collection;
    }
}
