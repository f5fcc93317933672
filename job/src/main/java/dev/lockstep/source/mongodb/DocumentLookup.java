package dev.lockstep.source.mongodb;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import dev.lockstep.event.Namespace;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Looks documents up as they are now, many at once: that is what {@code updateLookup} does at the
 * server event by event, at less than half of the stream's speed, and in one event with the update,
 * which may be too large then.
 */
final class DocumentLookup {

    /** Names a document in the deployment. */
    record DocumentId(Namespace namespace, BsonValue id) {}

    private static final int MOST = 1024;
    private static final long MOST_BYTES = 16L << 20;

    private final MongoClient client;
    private int limit = MOST / 8;

    DocumentLookup(MongoClient client) {
        this.client = client;
    }

    /** How many to look up at once: as many as are some megabytes, by those found last. */
    int limit() {
        return limit;
    }

    /** Those that exist. */
    Map<DocumentId, RawBsonDocument> find(Collection<DocumentId> wanted) {
        Map<Namespace, Set<BsonValue>> ids = new LinkedHashMap<>();
        for (DocumentId document : wanted) {
            ids.computeIfAbsent(document.namespace(), key -> new LinkedHashSet<>())
                    .add(document.id());
        }
        Map<DocumentId, RawBsonDocument> found = new HashMap<>();
        ids.forEach((namespace, some) -> find(namespace, some, found));
        long bytes = found.values().stream().mapToLong(it -> it.getByteBuffer().remaining()).sum();
        limit = (int) Math.max(1, Math.min(MOST, MOST_BYTES * found.size() / Math.max(1, bytes)));
        return found;
    }

    private void find(
            Namespace namespace, Set<BsonValue> ids, Map<DocumentId, RawBsonDocument> found) {
        MongoCollection<RawBsonDocument> collection =
                client.getDatabase(namespace.database())
                        .getCollection(namespace.collection(), RawBsonDocument.class)
                        // A secondary may be behind the event that is the reason to look.
                        .withReadPreference(ReadPreference.primary())
                        .withReadConcern(ReadConcern.MAJORITY);
        FindIterable<RawBsonDocument> documents = collection.find(Filters.in("_id", ids));
        for (RawBsonDocument document : documents) {
            found.put(new DocumentId(namespace, document.get("_id")), document);
        }
    }
}
