package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.FailedToParseException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Answers {@code aggregate}: change streams from the log, everything else by the engine. */
final class Aggregating {
    private final Storage storage;
    private final Oplog oplog;
    private final Cursors cursors;
    private final Topology topology;

    Aggregating(Storage storage, Oplog oplog, Cursors cursors, Topology topology) {
        this.storage = storage;
        this.oplog = oplog;
        this.cursors = cursors;
        this.topology = topology;
    }

    Document aggregate(Request request) {
        if (Boolean.TRUE.equals(request.body().get("explain"))) {
            throw Diagnostics.unknown("explain");
        }
        List<Document> pipeline = Aggregation.parse(request.body().get("pipeline"));
        if (!pipeline.isEmpty() && pipeline.get(0).get("$changeStream") instanceof Document stage) {
            return watch(request, stage, pipeline.subList(1, pipeline.size()));
        }
        if (pipeline.stream().anyMatch(stage -> stage.containsKey("$changeStream"))) {
            throw new MongoServerError(
                    40602, "$changeStream is only valid as the first stage in a pipeline.");
        }
        Supplier<Document> reply =
                Stages.areNeededFor(pipeline)
                        ? () -> staged(request, pipeline)
                        : () -> paged(request, storage.run(request));
        return isWriting(pipeline) ? storage.write(reply) : storage.read(reply);
    }

    private static boolean isWriting(List<Document> pipeline) {
        return pipeline.stream()
                .anyMatch(stage -> stage.containsKey("$out") || stage.containsKey("$merge"));
    }

    private Document staged(Request request, List<Document> pipeline) {
        if (!(request.body().get("cursor") instanceof Document)) {
            throw new FailedToParseException(
                    "The 'cursor' option is required, except for aggregate with the explain argument");
        }
        Namespace namespace = request.namespace();
        StoredCollection collection = storage.collection(namespace);
        Stages stages = Stages.of(pipeline, storage, request.database(), collection);
        Stream<Document> documents =
                collection == null ? Stream.empty() : collection.queryAllAsStream();
        return paged(request, namespace.toString(), stages.apply(documents));
    }

    /** The engine returns all at once; a server returns batches. */
    private Document paged(Request request, Document reply) {
        if (!(reply.get("cursor") instanceof Document cursor)
                || !(cursor.get("firstBatch") instanceof List<?> documents)) {
            return reply;
        }
        return paged(
                request, (String) cursor.get("ns"), documents.stream().map(Document.class::cast));
    }

    private Document paged(Request request, String namespace, Stream<Document> documents) {
        Iterator<EncodedDocument> results = documents.map(EncodedDocument::of).toList().iterator();
        return cursors.open(
                new FindCursor(namespace, results, document -> document), request.firstBatchSize());
    }

    private Document watch(Request request, Document stage, List<Document> stages) {
        if (!topology.replicaSet()) {
            throw new MongoServerError(
                    40573, "The $changeStream stage is only supported on replica sets");
        }
        ChangeStreamOptions options = ChangeStreamOptions.parse(stage, topology.preAndPostImages());
        Pipeline pipeline = Pipeline.of(stages, storage, request.database());
        ChangeEvents events = new ChangeEvents(storage, options, pipeline.readsDocuments());
        ChangeStream stream =
                new ChangeStream(oplog, watched(request, options), events, pipeline, options);
        return cursors.open(stream, request.firstBatchSize());
    }

    private static Watched watched(Request request, ChangeStreamOptions options) {
        String database = request.database();
        if (options.allChangesForCluster()) {
            return new Watched.WholeDeployment();
        }
        if (Namespace.isInternalDatabase(database)) {
            throw notWatchable(database + " database");
        }
        if (!(request.body().get(request.name()) instanceof String)) {
            return new Watched.OneDatabase(database);
        }
        if (request.namespace().isInternal()) {
            throw notWatchable(request.namespace() + " collection");
        }
        return new Watched.OneCollection(request.namespace());
    }

    private static MongoServerError notWatchable(String what) {
        return new MongoServerError(
                73, "InvalidNamespace", "$changeStream may not be opened on the internal " + what);
    }
}
