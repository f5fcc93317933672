package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.function.Function;

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
        List<Document> pipeline = Aggregation.parse(request.body().get("pipeline"));
        if (!pipeline.isEmpty() && pipeline.get(0).get("$changeStream") instanceof Document stage) {
            return watch(request, stage, pipeline.subList(1, pipeline.size()));
        }
        if (pipeline.stream().anyMatch(stage -> stage.containsKey("$changeStream"))) {
            throw new MongoServerError(
                    40602, "$changeStream is only valid as the first stage in a pipeline.");
        }
        List<Document> stages = Pipeline.inEngineTerms(pipeline);
        Document reply =
                isWriting(stages)
                        ? storage.write(() -> run(request, stages))
                        : storage.read(() -> run(request, stages));
        return paged(request, reply);
    }

    private Document run(Request request, List<Document> stages) {
        List<String> names = stages.stream().map(it -> it.keySet().iterator().next()).toList();
        int bucketing = names.indexOf(BucketAuto.NAME);
        if (bucketing < 0) {
            return storage.run(request.with("pipeline", stages));
        }
        Document reply = storage.run(request.with("pipeline", stages.subList(0, bucketing)));
        Document cursor = (Document) reply.get("cursor");
        Function<List<Document>, Aggregation> engine =
                those -> Pipeline.aggregation(those, storage, request.database());
        List<Document> documents =
                ((List<?>) cursor.get("firstBatch")).stream().map(Document.class::cast).toList();
        BucketAuto stage = BucketAuto.parse((Document) stages.get(bucketing).get(BucketAuto.NAME));
        List<Document> rest = stages.subList(bucketing + 1, stages.size());
        List<Document> results =
                engine.apply(rest).runStages(stage.apply(documents, engine).stream());
        cursor.append("firstBatch", results);
        return reply;
    }

    private static boolean isWriting(List<Document> pipeline) {
        return pipeline.stream()
                .anyMatch(stage -> stage.containsKey("$out") || stage.containsKey("$merge"));
    }

    /** The engine returns all at once; a server returns batches. */
    private Document paged(Request request, Document reply) {
        if (!(reply.get("cursor") instanceof Document cursor)
                || !(cursor.get("firstBatch") instanceof List<?> documents)) {
            return reply;
        }
        FindCursor results =
                new FindCursor(
                        (String) cursor.get("ns"),
                        documents.stream()
                                .map(document -> EncodedDocument.of((Document) document))
                                .iterator(),
                        document -> document);
        return cursors.open(results, request.firstBatchSize());
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
