package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the stages of a pipeline do with documents. Those that the engine lacks or does differently
 * from MongoDB are done here, all others by the engine.
 */
record Stages(List<UnaryOperator<Stream<Document>>> stages) {
    private static final Set<String> OWN =
            Set.of("$sample", "$bucketAuto", "$project", "$addFields", "$set", "$replaceWith");

    static boolean areNeededFor(List<Document> pipeline) {
        return pipeline.stream().flatMap(stage -> stage.keySet().stream()).anyMatch(OWN::contains);
    }

    /** Throws the errors of stages that can't be understood. */
    static Stages of(
            List<Document> pipeline,
            Storage storage,
            String database,
            @Nullable StoredCollection collection) {
        return new Stages(
                pipeline.stream()
                        .map(stage -> stage(stage, storage, database, collection))
                        .toList());
    }

    private static UnaryOperator<Stream<Document>> stage(
            Document stage,
            Storage storage,
            String database,
            @Nullable StoredCollection collection) {
        UnaryOperator<Stream<Document>> own = own(stage);
        if (own != null) {
            return own;
        }
        Aggregation engine =
                Aggregation.fromPipeline(
                        List.of(inEngineTerms(stage)),
                        storage::resolveDatabase,
                        storage.resolveDatabase(database),
                        collection,
                        NoopOplog.get());
        return engine::runStagesAsStream;
    }

    private static Document inEngineTerms(Document stage) {
        return stage.containsKey("$replaceWith")
                ? new Document("$replaceRoot", new Document("newRoot", stage.get("$replaceWith")))
                : stage;
    }

    /** Null also for what the engine refuses. */
    private static @Nullable UnaryOperator<Stream<Document>> own(Document stage) {
        String name = stage.keySet().stream().findFirst().orElse("");
        if (stage.size() != 1
                || !(stage.get(name) instanceof Document fields)
                || fields.isEmpty()) {
            return null;
        }
        return switch (name) {
            case "$sample" -> Sample.of(fields);
            case "$bucketAuto" -> BucketAuto.of(fields);
            case "$project" -> each(ProjectionParser.project(fields));
            case "$addFields", "$set" -> each(ProjectionParser.addFields(fields));
            default -> null;
        };
    }

    private static UnaryOperator<Stream<Document>> each(Projection projection) {
        return documents -> documents.map(projection::apply);
    }

    Stream<Document> apply(Stream<Document> documents) {
        Stream<Document> result = documents;
        for (UnaryOperator<Stream<Document>> stage : stages) {
            result = stage.apply(result);
        }
        return result;
    }
}
