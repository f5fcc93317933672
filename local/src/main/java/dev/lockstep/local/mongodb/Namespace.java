package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;

/** A collection's full name. */
record Namespace(String database, String collection) {

    /** Splits at the first dot: a collection's name may hold dots, a database's may not. */
    static Namespace parse(String fullName) {
        int dot = fullName.indexOf('.');
        return new Namespace(fullName.substring(0, dot), fullName.substring(dot + 1));
    }

    /** Collections that the server keeps for itself. */
    boolean isInternal() {
        return collection.startsWith("system.") || isInternalDatabase(database);
    }

    static boolean isInternalDatabase(String database) {
        return switch (database) {
            case "admin", "config", "local" -> true;
            default -> false;
        };
    }

    Document toDocument() {
        return new Document("db", database).append("coll", collection);
    }

    @Override
    public String toString() {
        return database + "." + collection;
    }
}
