package dev.lockstep.local.mongodb;

import dev.lockstep.local.mongodb.OplogEntry.Operation;
import org.jspecify.annotations.Nullable;

/** Takes the changes of documents in the order in which they happen. */
interface ChangeLog {

    /** The change's time is yet to be given. */
    void log(OplogEntry change);

    default void insert(Namespace namespace, EncodedDocument key, EncodedDocument document) {
        log(OplogEntry.change(Operation.INSERT, namespace, key, document, null, null));
    }

    default void replace(
            Namespace namespace,
            EncodedDocument key,
            EncodedDocument document,
            @Nullable Images images) {
        log(OplogEntry.change(Operation.REPLACE, namespace, key, document, null, images));
    }

    default void update(
            Namespace namespace,
            EncodedDocument key,
            EncodedDocument update,
            @Nullable Images images) {
        log(OplogEntry.change(Operation.UPDATE, namespace, key, null, update, images));
    }

    default void delete(Namespace namespace, EncodedDocument key, @Nullable Images images) {
        log(OplogEntry.change(Operation.DELETE, namespace, key, null, null, images));
    }
}
