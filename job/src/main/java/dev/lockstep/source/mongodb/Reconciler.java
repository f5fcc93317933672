package dev.lockstep.source.mongodb;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.function.ReconcileMarks;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which documents collections have, between marks at which the target removes the rows of
 * those that are gone. The stream stands still meanwhile: its events come afterwards, and some of
 * them again tell what was read here already.
 */
final class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final MongoClient client;
    private final StreamOutput output;
    private Position telling;
    private int marks;

    /**
     * @param position where the stream stands: all before it was emitted
     * @param now the cluster's time, which tells this from what was told there before a failure
     */
    Reconciler(MongoClient client, StreamOutput output, Position position, BsonTimestamp now) {
        this.client = client;
        this.output = output;
        this.telling = position.followedAt(now.getValue());
    }

    /** Events were emitted since; what comes now is told here. */
    void goOnAt(Position position, BsonTimestamp now) {
        telling = position.followedAt(now.getValue());
    }

    /** The collection has these documents. */
    void tellDocuments(Namespace namespace) throws InterruptedException {
        begin(namespace, Operation.READ, new BsonDocument());
        end(namespace);
    }

    /** The collection has documents of these ids, and their rows stay as they are. */
    void tellIds(Namespace namespace) throws InterruptedException {
        beginWithIds(namespace);
        end(namespace);
    }

    /** As {@link #tellIds}, but more may come before the end. */
    void beginWithIds(Namespace namespace) throws InterruptedException {
        begin(namespace, Operation.SEEN, new BsonDocument("_id", new BsonInt32(1)));
    }

    void end(Namespace namespace) throws InterruptedException {
        put(ReconcileMarks.end(namespace, next()));
    }

    private void begin(Namespace namespace, Operation operation, BsonDocument projection)
            throws InterruptedException {
        put(ReconcileMarks.begin(namespace, next()));
        long count = 0;
        MongoCollection<RawBsonDocument> collection =
                client.getDatabase(namespace.database())
                        .getCollection(namespace.collection(), RawBsonDocument.class)
                        // A secondary may be behind the event that is the reason to look.
                        .withReadPreference(ReadPreference.primary())
                        .withReadConcern(ReadConcern.MAJORITY);
        try (MongoCursor<RawBsonDocument> documents =
                collection.find().projection(projection).noCursorTimeout(true).cursor()) {
            while (documents.hasNext()) {
                output.put(new StreamElement.Told(event(namespace, operation, documents.next())));
                count++;
            }
        }
        LOG.info("Told what {} has: {} documents", namespace, count);
    }

    private static ChangeEvent event(
            Namespace namespace, Operation operation, RawBsonDocument document) {
        return new ChangeEvent(
                operation,
                namespace,
                ExtendedJson.text(document.get("_id")),
                operation == Operation.READ ? ExtendedJson.text(document) : null,
                0,
                null);
    }

    private Position next() {
        return telling.followedBy(marks++);
    }

    private void put(List<ChangeEvent> events) throws InterruptedException {
        for (ChangeEvent event : events) {
            output.put(new StreamElement.Told(event));
        }
    }
}
