package dev.lockstep.sink.jdbc;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import org.bson.BsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/** Events of the documents of one collection, written as in a shell. */
record Documents(Namespace namespace) {

    private static final JsonWriterSettings EXTENDED =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    /** A document with this id and these fields. */
    ChangeEvent put(Object id, String fields) {
        String json = "{_id: " + id + ", " + fields + "}";
        return event(Operation.REPLACE, id, BsonDocument.parse(json).toJson(EXTENDED));
    }

    ChangeEvent gone(Object id) {
        return event(Operation.DELETE, id, null);
    }

    /** Tells in a reconciliation that a document is there. */
    ChangeEvent seen(Object id) {
        return new ChangeEvent(Operation.SEEN, namespace, id.toString(), null, 0, null);
    }

    private ChangeEvent event(Operation operation, Object id, @Nullable String document) {
        return new ChangeEvent(
                operation, namespace, id.toString(), document, 7L << 32, Changes.nextPosition());
    }
}
