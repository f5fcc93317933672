package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One committed operation.
 *
 * @param time cluster time, shared by the operations of one transaction
 * @param index position inside a transaction
 * @param namespace what it touched
 * @param target the new name of a renamed collection
 * @param key the document's key
 * @param document the document after an insert or replace; the bytes that the collection stores, so
 *     it costs no heap
 * @param update what an update changed: {@code updatedFields}, {@code removedFields}
 * @param images of an update, replace or delete, where the collection keeps them
 * @param origin the transaction that it belongs to
 */
record OplogEntry(
        long time,
        int index,
        Operation operation,
        Namespace namespace,
        @Nullable Namespace target,
        @Nullable EncodedDocument key,
        @Nullable EncodedDocument document,
        @Nullable EncodedDocument update,
        @Nullable Images images,
        @Nullable Origin origin) {

    /** What an entry records; all but {@link #NOOP} can be events of a change stream. */
    enum Operation {
        INSERT("insert", "i"),
        UPDATE("update", "u"),
        REPLACE("replace", "u"),
        DELETE("delete", "d"),
        DROP("drop", "c"),
        RENAME("rename", "c"),
        DROP_DATABASE("dropDatabase", "c"),
        /** Moves the cluster's time: an idle server's heartbeat, a collection or index created. */
        NOOP("noop", "n");

        final String eventType;
        private final String oplogCode;

        Operation(String eventType, String oplogCode) {
            this.eventType = eventType;
            this.oplogCode = oplogCode;
        }
    }

    static OplogEntry noop(long time) {
        return new OplogEntry(
                time, 0, Operation.NOOP, new Namespace("", ""), null, null, null, null, null, null);
    }

    /** A change of a document, whose time is yet to be given. */
    static OplogEntry change(
            Operation operation,
            Namespace namespace,
            EncodedDocument key,
            @Nullable EncodedDocument document,
            @Nullable EncodedDocument update,
            @Nullable Images images) {
        return new OplogEntry(
                0, 0, operation, namespace, null, key, document, update, images, null);
    }

    OplogEntry at(long newTime, int newIndex, @Nullable Origin newOrigin) {
        return new OplogEntry(
                newTime, newIndex, operation, namespace, target, key, document, update, images,
                newOrigin);
    }

    ResumeToken token() {
        return new ResumeToken(time, true, index, false, key == null ? null : TypeBits.of(key));
    }

    BsonTimestamp timestamp() {
        return new BsonTimestamp(time);
    }

    /** The documents inside that a collection may hold too. */
    Stream<EncodedDocument> documents() {
        return Stream.of(
                        document,
                        images == null ? null : images.before(),
                        images == null ? null : images.after())
                .filter(Objects::nonNull);
    }

    /** Heap that dropping the entry may give back. */
    int size() {
        return 128
                + size(key)
                + size(document)
                + size(update)
                + (images == null ? 0 : images.size());
    }

    private static int size(@Nullable EncodedDocument document) {
        return document == null ? 0 : document.size();
    }

    /** The head of the document that {@code local.oplog.rs} shows for it. */
    Document toOplogDocument() {
        return new Document("ts", timestamp())
                .append("t", 1L)
                .append("v", 2L)
                .append("op", operation.oplogCode)
                .append("ns", operation == Operation.NOOP ? "" : namespace.toString());
    }
}
