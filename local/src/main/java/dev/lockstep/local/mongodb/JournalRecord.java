package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One change of what a server holds, as its journal keeps it: a BSON document. */
sealed interface JournalRecord {

    Document toDocument();

    /** A document of a collection is this from now on. */
    record Put(Namespace namespace, long position, EncodedDocument document)
            implements JournalRecord {
        @Override
        public Document toDocument() {
            return new Document("put", namespace.toString())
                    .append("at", position)
                    .append("document", document);
        }

        /** Stands for the document in records that hold it too. */
        List<Object> reference() {
            return List.of(namespace.toString(), position);
        }
    }

    /** A document of a collection is gone. */
    record Remove(Namespace namespace, long position) implements JournalRecord {
        @Override
        public Document toDocument() {
            return new Document("remove", namespace.toString()).append("at", position);
        }
    }

    /** A collection has these properties from now on. */
    record Describe(Namespace namespace, UUID uuid, boolean keepsImages) implements JournalRecord {
        @Override
        public Document toDocument() {
            return new Document("describe", namespace.toString())
                    .append("uuid", uuid)
                    .append("images", keepsImages);
        }
    }

    /** A collection is gone, with all its documents. */
    record Drop(Namespace namespace) implements JournalRecord {
        @Override
        public Document toDocument() {
            return new Document("drop", namespace.toString());
        }
    }

    /** A collection has another name. */
    record Rename(Namespace from, Namespace to) implements JournalRecord {
        @Override
        public Document toDocument() {
            return new Document("rename", from.toString()).append("to", to.toString());
        }
    }

    /**
     * An entry of the oplog.
     *
     * @param stored which records before this one hold documents of the entry
     */
    record Logged(OplogEntry entry, Map<EncodedDocument, Put> stored) implements JournalRecord {
        @Override
        public Document toDocument() {
            return new Document("log", OplogCodec.encode(entry, this::encode));
        }

        private Object encode(EncodedDocument document) {
            Put put = stored.get(document);
            return put == null ? document : put.reference();
        }
    }

    /** A user or a role is this from now on; null is gone. */
    record Keep(String name, @Nullable Document value) implements JournalRecord {
        @Override
        public Document toDocument() {
            return new Document("keep", name).append("value", value);
        }
    }
}
