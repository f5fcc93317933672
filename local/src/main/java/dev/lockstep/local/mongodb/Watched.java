package dev.lockstep.local.mongodb;

import dev.lockstep.local.mongodb.OplogEntry.Operation;

/** What a change stream watches, and what ends it. */
sealed interface Watched {

    boolean includes(OplogEntry entry);

    /**
     * Whether the watched thing is gone with this entry, so that an {@code invalidate} event ends
     * the stream.
     */
    boolean isInvalidatedBy(OplogEntry entry);

    /** The namespace that a cursor's replies name. */
    String cursorNamespace();

    /** One collection, whether it exists or not. */
    record OneCollection(Namespace namespace) implements Watched {

        @Override
        public boolean includes(OplogEntry entry) {
            return entry.namespace().equals(namespace) || namespace.equals(entry.target());
        }

        @Override
        public boolean isInvalidatedBy(OplogEntry entry) {
            return entry.operation() == Operation.DROP || entry.operation() == Operation.RENAME;
        }

        @Override
        public String cursorNamespace() {
            return namespace.toString();
        }
    }

    /** Every collection of a database. */
    record OneDatabase(String database) implements Watched {

        @Override
        public boolean includes(OplogEntry entry) {
            return entry.namespace().database().equals(database);
        }

        @Override
        public boolean isInvalidatedBy(OplogEntry entry) {
            return entry.operation() == Operation.DROP_DATABASE;
        }

        @Override
        public String cursorNamespace() {
            return database + ".$cmd.aggregate";
        }
    }

    /** Every collection of every database but the server's own. */
    record WholeDeployment() implements Watched {

        @Override
        public boolean includes(OplogEntry entry) {
            return entry.operation() != Operation.NOOP;
        }

        @Override
        public boolean isInvalidatedBy(OplogEntry entry) {
            return false;
        }

        @Override
        public String cursorNamespace() {
            return "admin.$cmd.aggregate";
        }
    }
}
