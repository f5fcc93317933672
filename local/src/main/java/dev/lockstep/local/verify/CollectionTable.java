package dev.lockstep.local.verify;

import java.util.List;
import java.util.Map;

/**
 * A collection and the table that should hold its documents.
 *
 * @param key the columns of a business key by the fields that they are of, dotted; empty when the
 *     key is the document's id
 * @param children the tables that should hold the elements of their arrays and maps
 */
public record CollectionTable(
        String database,
        String collection,
        String table,
        Map<String, String> key,
        List<ChildTable> children) {

    public CollectionTable {
        key = Map.copyOf(key);
        children = List.copyOf(children);
    }

    /** With the document's id as its key, and no child tables. */
    public CollectionTable(String database, String collection, String table) {
        this(database, collection, table, Map.of(), List.of());
    }

    /** Without child tables. */
    public CollectionTable(
            String database, String collection, String table, Map<String, String> key) {
        this(database, collection, table, key, List.of());
    }

    /** The same, with child tables. */
    public CollectionTable withChildren(ChildTable... tables) {
        return new CollectionTable(database, collection, table, key, List.of(tables));
    }

    String namespace() {
        return database + "." + collection;
    }
}
