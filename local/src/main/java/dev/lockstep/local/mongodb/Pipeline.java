package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IllegalOperationException;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stages behind {@code $changeStream}, run by the engine event by event. */
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

    static Pipeline of(List<Document> stages, Storage storage, String database) {
        for (Document stage : stages) {
            String name = stage.keySet().iterator().next();
            if (!PERMITTED.contains(name)) {
                throw new IllegalOperationException(
                        name + " is not permitted in a $changeStream pipeline");
            }
        }
        if (stages.isEmpty()) {
            return new Pipeline(null, false);
        }
        Aggregation aggregation =
                Aggregation.fromPipeline(
                        stages,
                        storage::resolveDatabase,
                        storage.resolveDatabase(database),
                        null,
                        NoopOplog.get());
        return new Pipeline(
                aggregation, READS_DOCUMENTS.stream().anyMatch(stages.toString()::contains));
    }

    /**
     * Whether the stages need the documents inside an event decoded; Flink CDC's read its namespace
     * only.
     */
    boolean readsDocuments() {
        return readsDocuments;
    }

    /** The event as the stages leave it; null when they filter it out. */
    @Nullable Document apply(Document event) {
        if (stages == null) {
            return event;
        }
        List<Document> results = stages.runStages(Stream.of(event));
        return results.isEmpty() ? null : results.get(0);
    }
}
