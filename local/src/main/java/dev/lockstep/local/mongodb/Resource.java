package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;

/**
 * What a privilege is about, and what a command needs one for.
 *
 * @see <a href="https://www.mongodb.com/docs/v4.4/reference/resource-document/">Resource
 *     document</a>
 */
sealed interface Resource {

    /** Whether a privilege on this is one on what a command needs. */
    boolean covers(Resource needed);

    Document toDocument();

    static Resource of(Document document) {
        if (Boolean.TRUE.equals(document.get("cluster"))) {
            return new Cluster();
        }
        if (Boolean.TRUE.equals(document.get("anyResource"))) {
            return new Everything();
        }
        return new Collections((String) document.get("db"), (String) document.get("collection"));
    }

    static Resource database(String name) {
        return new Collections(name, "");
    }

    static Resource collection(Namespace namespace) {
        return new Collections(namespace.database(), namespace.collection());
    }

    /** Every collection of every database but {@code config} and {@code local}. */
    static Resource allDatabases() {
        return new Collections("", "");
    }

    /** The server and its set. */
    record Cluster() implements Resource {
        @Override
        public boolean covers(Resource needed) {
            return needed instanceof Cluster;
        }

        @Override
        public Document toDocument() {
            return new Document("cluster", true);
        }
    }

    /** All there is. */
    record Everything() implements Resource {
        @Override
        public boolean covers(Resource needed) {
            return true;
        }

        @Override
        public Document toDocument() {
            return new Document("anyResource", true);
        }
    }

    /**
     * Collections by name, where an empty name stands for every one: of databases for all but
     * {@code config} and {@code local}, of collections for all but those that the system keeps.
     */
    record Collections(String database, String collection) implements Resource {
        @Override
        public boolean covers(Resource needed) {
            return needed instanceof Collections other
                    && coversDatabase(other.database)
                    && coversCollection(other.collection);
        }

        private boolean coversDatabase(String name) {
            return database.isEmpty()
                    ? !name.equals("config") && !name.equals("local")
                    : database.equals(name);
        }

        private boolean coversCollection(String name) {
            return collection.isEmpty() ? !name.startsWith("system.") : collection.equals(name);
        }

        @Override
        public Document toDocument() {
            return new Document("db", database).append("collection", collection);
        }
    }
}
