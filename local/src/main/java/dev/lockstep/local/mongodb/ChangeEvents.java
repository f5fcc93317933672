package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import de.bwaldvogel.mongo.bson.Document;
import dev.lockstep.local.mongodb.OplogEntry.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Makes the documents that a change stream returns, with MongoDB's order of fields.
 *
 * @param decoded whether stages of a pipeline will look into the documents of the event; else they
 *     stay encoded
 */
record ChangeEvents(Storage storage, boolean updateLookup, boolean decoded) {

    Document event(OplogEntry entry) {
        Document event = new Document();
        if (entry.target() != null) {
            event.append("to", entry.target().toDocument());
        }
        event.append("_id", entry.token().toDocument());
        event.append("operationType", entry.operation().eventType);
        event.append("clusterTime", entry.timestamp());
        if (entry.document() != null) {
            event.append("fullDocument", value(entry.document()));
        } else if (entry.operation() == Operation.UPDATE && updateLookup) {
            event.append("fullDocument", lookup(entry));
        }
        event.append("ns", namespace(entry));
        if (entry.key() != null) {
            event.append("documentKey", value(entry.key()));
        }
        if (entry.update() != null) {
            event.append("updateDescription", value(entry.update()));
        }
        return event;
    }

    private Object value(EncodedDocument document) {
        return decoded ? document.decode() : document;
    }

    static Document invalidate(OplogEntry entry) {
        return new Document("_id", entry.token().ofInvalidate().toDocument())
                .append("operationType", "invalidate")
                .append("clusterTime", entry.timestamp());
    }

    private static Document namespace(OplogEntry entry) {
        return entry.operation() == Operation.DROP_DATABASE
                ? new Document("db", entry.namespace().database())
                : entry.namespace().toDocument();
    }

    /** The document as it is now, which may be later than the event; null when it is gone. */
    private @Nullable Object lookup(OplogEntry entry) {
        Object id = requireNonNull(entry.key()).decode().get("_id");
        EncodedDocument current =
                storage.read(
                        () -> {
                            StoredCollection collection = storage.collection(entry.namespace());
                            return collection == null ? null : collection.lookup(id);
                        });
        return current == null ? null : value(current);
    }
}
