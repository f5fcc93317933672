package dev.lockstep.local.mongodb;

import dev.lockstep.local.mongodb.OplogEntry.Operation;
import org.jspecify.annotations.Nullable;

/** Takes the changes of documents in the order in which they happen. */
interface ChangeLog {

    void log(
            Operation operation,
            Namespace namespace,
            EncodedDocument key,
            @Nullable EncodedDocument document,
            @Nullable EncodedDocument update,
            @Nullable Images images);

    default void insert(Namespace namespace, EncodedDocument key, EncodedDocument document) {
        log(Operation.INSERT, namespace, key, document, null, null);
    }

    default void replace(
            Namespace namespace,
            EncodedDocument key,
            EncodedDocument document,
            @Nullable Images images) {
        log(Operation.REPLACE, namespace, key, document, null, images);
    }

    default void update(
            Namespace namespace,
            EncodedDocument key,
            EncodedDocument update,
            @Nullable Images images) {
        log(Operation.UPDATE, namespace, key, null, update, images);
    }

    default void delete(Namespace namespace, EncodedDocument key, @Nullable Images images) {
        log(Operation.DELETE, namespace, key, null, null, images);
    }
}
