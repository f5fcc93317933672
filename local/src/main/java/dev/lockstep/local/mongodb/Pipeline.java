package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IllegalOperationException;
import de.bwaldvogel.mongo.exception.InvalidOptionsException;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stages that the engine runs document by document: behind {@code $changeStream}, or as an update.
 */
final class Pipeline {
    private static final Set<String> PERMITTED =
            Set.of(
                    "$match",
                    "$project",
                    "$addFields",
                    "$set",
                    "$unset",
                    "$replaceRoot",
                    "$replaceWith",
                    "$redact");

    /** Those that an update may be made of. */
    private static final Set<String> UPDATING =
            Set.of("$addFields", "$set", "$project", "$unset", "$replaceRoot", "$replaceWith");

    /** What a stage names when it reads or returns more than the head of an event. */
    private static final List<String> READS_DOCUMENTS =
            List.of(
                    "fullDocument",
                    "documentKey",
                    "updateDescription",
                    "$$",
                    "$replace",
                    "$redact");

    private final @Nullable Aggregation stages;
    private final boolean readsDocuments;

    private Pipeline(@Nullable Aggregation stages, boolean readsDocuments) {
        this.stages = stages;
        this.readsDocuments = readsDocuments;
    }

    /** The stages behind {@code $changeStream}. */
    static Pipeline of(List<Document> stages, Storage storage, String database) {
        for (Document stage : stages) {
            String name = stage.keySet().iterator().next();
            if (!PERMITTED.contains(name)) {
                throw new IllegalOperationException(
                        name + " is not permitted in a $changeStream pipeline");
            }
        }
        return new Pipeline(
                stages.isEmpty() ? null : aggregation(stages, storage, database),
                READS_DOCUMENTS.stream().anyMatch(stages.toString()::contains));
    }

    static Pipeline ofUpdate(List<?> pipeline, Storage storage, String database) {
        List<Document> stages = Aggregation.parse(pipeline);
        for (Document stage : stages) {
            String name = stage.keySet().iterator().next();
            if (!UPDATING.contains(name)) {
                throw new InvalidOptionsException(
                        name + " is not allowed to be used within an update");
            }
        }
        return new Pipeline(aggregation(stages, storage, database), true);
    }

    static Aggregation aggregation(List<Document> stages, Storage storage, String database) {
        return Aggregation.fromPipeline(
                inEngineTerms(stages),
                storage::resolveDatabase,
                storage.resolveDatabase(database),
                null,
                NoopOplog.get());
    }

    /** The engine does not know the newer names of two stages. */
    static List<Document> inEngineTerms(List<Document> stages) {
        return stages.stream().map(Pipeline::inEngineTerms).toList();
    }

    private static Document inEngineTerms(Document stage) {
        if (stage.containsKey("$set")) {
            return new Document("$addFields", stage.get("$set"));
        }
        return stage.containsKey("$replaceWith")
                ? new Document("$replaceRoot", new Document("newRoot", stage.get("$replaceWith")))
                : stage;
    }

    /**
     * Whether the stages need the documents inside an event decoded; Flink CDC's read its namespace
     * only.
     */
    boolean readsDocuments() {
        return readsDocuments;
    }

    /** The document as the stages leave it; null when they filter it out. */
    @Nullable Document apply(Document document) {
        if (stages == null) {
            return document;
        }
        List<Document> results = stages.runStages(Stream.of(document));
        return results.isEmpty() ? null : results.get(0);
    }
}
