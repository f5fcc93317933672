package dev.lockstep.local.verify;

/** A collection and the table that should hold its documents. */
public record CollectionTable(String database, String collection, String table) {

    String namespace() {
        return database + "." + collection;
    }
}
