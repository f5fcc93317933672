package dev.lockstep.source.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.mapping.CollectionMapping;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bson.BsonDocument;

/**
 * Reads some documents of each collection of a pipeline, as a snapshot would. It throws the
 * driver's exceptions, whose messages may quote documents.
 */
public final class CollectionSampler implements AutoCloseable {

    private final MongoClient client;
    private final WatchedCollections collections;

    /**
     * @param uri of the source
     * @param mappings the pipeline's
     */
    public CollectionSampler(String uri, List<CollectionMapping> mappings) {
        this.client = MongoClients.create(uri);
        this.collections = new WatchedCollections(mappings);
    }

    /**
     * Some documents of a collection, or all.
     *
     * @param size documents in the collection, by its metadata
     * @param documents in the order of their ids' texts, which is always the same
     */
    public record Sample(long size, Collection<ChangeEvent> documents) {}

    /** The collections that are there, in the order of their names. */
    public List<Namespace> collections() {
        return collections.list(client).stream()
                .sorted(Comparator.comparing(Namespace::toString))
                .toList();
    }

    /**
     * All documents of a collection that has no more than these, else that many at random. They are
     * in memory then.
     */
    public Sample sample(Namespace namespace, int documents) {
        MongoCollection<BsonDocument> collection =
                client.getDatabase(namespace.database())
                        .getCollection(namespace.collection(), BsonDocument.class);
        long size = collection.estimatedDocumentCount();
        Iterable<BsonDocument> chosen =
                size <= documents
                        ? collection.find()
                        : collection.aggregate(List.of(Aggregates.sample(documents)));
        SortedMap<String, ChangeEvent> events = new TreeMap<>();
        for (BsonDocument document : chosen) {
            ChangeEvent event = read(namespace, document);
            events.put(event.documentKey(), event); // $sample may give a document twice
        }
        return new Sample(size, events.values());
    }

    private static ChangeEvent read(Namespace namespace, BsonDocument document) {
        return new ChangeEvent(
                Operation.READ,
                namespace,
                ExtendedJson.text(document.get("_id")),
                ExtendedJson.text(document),
                0,
                null);
    }

    @Override
    public void close() {
        client.close();
    }
}
