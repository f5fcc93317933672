package dev.lockstep.source.mongodb;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.source.mongodb.DocumentLookup.DocumentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of documents what leaves the source. An update without its post-image gets the
 * document as it is now; if there is none any more, the delete is still to come, and the event has
 * none.
 */
final class StreamEvents {

    private final DocumentLookup lookup;
    private final StreamMetrics metrics;

    StreamEvents(DocumentLookup lookup, StreamMetrics metrics) {
        this.lookup = lookup;
        this.metrics = metrics;
    }

    /** Whether an event is of a document, unlike those of a collection. */
    static boolean isOfDocument(BsonDocument event) {
        return switch (type(event)) {
            case "insert", "update", "replace", "delete" -> true;
            default -> false;
        };
    }

    static String type(BsonDocument event) {
        return event.getString("operationType").getValue();
    }

    static Namespace namespace(BsonDocument event, String field) {
        BsonDocument namespace = event.getDocument(field);
        return new Namespace(
                namespace.getString("db").getValue(), namespace.getString("coll").getValue());
    }

    /** Of events of documents, what leaves the source, in their order. */
    List<StreamElement.Change> changes(List<RawBsonDocument> events) {
        Map<DocumentId, RawBsonDocument> documents = lookUp(events);
        return events.stream().map(event -> change(event, documents)).toList();
    }

    private Map<DocumentId, RawBsonDocument> lookUp(List<RawBsonDocument> events) {
        List<DocumentId> wanted = new ArrayList<>();
        for (RawBsonDocument event : events) {
            if (isToBeLookedUp(event)) {
                wanted.add(documentId(event));
            }
        }
        metrics.lookedUp(wanted.size());
        return wanted.isEmpty() ? Map.of() : lookup.find(wanted);
    }

    private static boolean isToBeLookedUp(BsonDocument event) {
        return !type(event).equals("delete") && !event.isDocument("fullDocument");
    }

    private static DocumentId documentId(BsonDocument event) {
        return new DocumentId(namespace(event, "ns"), event.getDocument("documentKey").get("_id"));
    }

    private static StreamElement.Change change(
            BsonDocument event, Map<DocumentId, RawBsonDocument> documents) {
        BsonDocument key = event.getDocument("documentKey");
        BsonValue id = key.get("_id");
        BsonDocument token = event.getDocument("_id");
        BsonDocument document =
                isToBeLookedUp(event)
                        ? documents.get(documentId(event))
                        : event.getDocument("fullDocument", null);
        return new StreamElement.Change(
                new ChangeEvent(
                        operation(event, document),
                        namespace(event, "ns"),
                        ExtendedJson.text(id),
                        document == null ? null : ExtendedJson.text(document),
                        event.getTimestamp("clusterTime").getValue(),
                        ResumePoint.position(token)),
                key,
                ResumePoint.behind(token));
    }

    /** What was inserted or replaced and is gone is told as an update of what is gone. */
    private static Operation operation(BsonDocument event, @Nullable BsonDocument document) {
        return switch (type(event)) {
            case "delete" -> Operation.DELETE;
            case "insert" -> document == null ? Operation.UPDATE : Operation.INSERT;
            case "replace" -> document == null ? Operation.UPDATE : Operation.REPLACE;
            default -> Operation.UPDATE;
        };
    }
}
