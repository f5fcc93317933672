package dev.lockstep.local.verify;

import java.util.Map;

/**
 * A collection and the table that should hold its documents.
 *
 * @param key the columns of a business key by the fields that they are of, dotted; empty when the
 *     key is the document's id
 */
public record CollectionTable(
        String database, String collection, String table, Map<String, String> key) {

    public CollectionTable {
        key = Map.copyOf(key);
    }

    /** With the document's id as its key. */
    public CollectionTable(String database, String collection, String table) {
        this(database, collection, table, Map.of());
    }

    String namespace() {
        return database + "." + collection;
    }
}
