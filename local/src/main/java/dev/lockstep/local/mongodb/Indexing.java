package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.TreeSet;

/** Answers the commands about indexes. Unique ones are enforced, others only listed. */
final class Indexing {
    private final Storage storage;
    private final Oplog oplog;
    private final Topology topology;

    Indexing(Storage storage, Oplog oplog, Topology topology) {
        this.storage = storage;
        this.oplog = oplog;
        this.topology = topology;
    }

    Document create(Request request) {
        boolean isNew = storage.collection(request.namespace()) == null;
        StoredCollection collection = storage.collectionOrNew(request.namespace());
        int before = collection.getNumIndexes();
        storage.run(request);
        int after = collection.getNumIndexes();
        Document reply =
                new Document("createdCollectionAutomatically", isNew)
                        .append("numIndexesBefore", before)
                        .append("numIndexesAfter", after);
        if (before == after) {
            return reply.append("note", "all indexes already exist");
        }
        oplog.noop();
        return topology.replicaSet() ? reply.append("commitQuorum", "votingMembers") : reply;
    }

    Document drop(Request request) {
        StoredCollection collection = storage.collection(request.namespace());
        if (collection == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns not found");
        }
        int before = collection.getNumIndexes();
        storage.run(request);
        oplog.noop();
        return new Document("nIndexesWas", before);
    }

    Document list(Request request) {
        Namespace namespace = request.namespace();
        if (storage.collection(namespace) == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns does not exist: " + namespace);
        }
        Document cursor = (Document) storage.run(request).get("cursor");
        List<Document> indexes =
                ((List<?>) cursor.get("firstBatch"))
                        .stream().map(index -> inOrder((Document) index)).toList();
        return Batch.listing(namespace.toString(), indexes);
    }

    /** Version, uniqueness, key and name come first. */
    private static Document inOrder(Document index) {
        Document ordered = new Document("v", index.getOrDefault("v", 2));
        if (Boolean.TRUE.equals(index.get("unique"))) {
            ordered.append("unique", true);
        }
        ordered.append("key", index.get("key")).append("name", index.get("name"));
        TreeSet<String> rest = new TreeSet<>(index.keySet());
        rest.removeAll(List.of("v", "unique", "key", "name", "background"));
        rest.forEach(option -> ordered.append(option, index.get(option)));
        return ordered;
    }
}
