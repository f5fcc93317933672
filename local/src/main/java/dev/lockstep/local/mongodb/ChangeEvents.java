package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import dev.lockstep.local.mongodb.ChangeStreamOptions.BeforeChange;
import dev.lockstep.local.mongodb.ChangeStreamOptions.FullDocument;
import dev.lockstep.local.mongodb.OplogEntry.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Makes the documents that a change stream returns, with MongoDB's order of fields.
 *
 * @param decoded whether stages of a pipeline will look into the documents of the event; else they
 *     stay encoded
 */
record ChangeEvents(Storage storage, ChangeStreamOptions options, boolean decoded) {

    Document event(OplogEntry entry) {
        Document event = new Document();
        if (entry.target() != null) {
            event.append("to", entry.target().toDocument());
        }
        if (entry.origin() != null) {
            event.append("txnNumber", entry.origin().number());
            event.append("lsid", value(entry.origin().session()));
        }
        event.append("_id", entry.token().toDocument());
        event.append("operationType", entry.operation().eventType);
        event.append("clusterTime", entry.timestamp());
        if (entry.document() != null) {
            event.append("fullDocument", value(entry.document()));
        } else if (entry.operation() == Operation.UPDATE
                && options.fullDocument() != FullDocument.DEFAULT) {
            event.append("fullDocument", postImage(entry));
        }
        event.append("ns", namespace(entry));
        if (entry.key() != null) {
            event.append("documentKey", value(entry.key()));
        }
        if (entry.update() != null) {
            event.append("updateDescription", value(entry.update()));
        }
        if (options.fullDocumentBeforeChange() != BeforeChange.OFF && hasPreImage(entry)) {
            event.append("fullDocumentBeforeChange", preImage(entry));
        }
        return event;
    }

    private @Nullable Object postImage(OplogEntry entry) {
        if (options.fullDocument() == FullDocument.UPDATE_LOOKUP) {
            return lookup(entry);
        }
        if (entry.images() != null) {
            return value(requireNonNull(entry.images().after()));
        }
        if (options.fullDocument() == FullDocument.REQUIRED) {
            throw ChangeStreamException.noPostImage(summary(entry));
        }
        return null;
    }

    private static boolean hasPreImage(OplogEntry entry) {
        return switch (entry.operation()) {
            case UPDATE, REPLACE, DELETE -> true;
            default -> false;
        };
    }

    private @Nullable Object preImage(OplogEntry entry) {
        if (entry.images() != null) {
            return value(entry.images().before());
        }
        if (options.fullDocumentBeforeChange() == BeforeChange.REQUIRED) {
            throw ChangeStreamException.noPreImage(summary(entry));
        }
        return null;
    }

    /** As MongoDB names an event without telling its content. */
    private static String summary(OplogEntry entry) {
        BsonTimestamp time = entry.timestamp();
        return String.format(
                "{operationType: \"%s\", ns: %s, clusterTime: Timestamp(%d, %d)}",
                entry.operation().eventType,
                namespace(entry).toString(true),
                time.getTime(),
                time.getInc());
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
