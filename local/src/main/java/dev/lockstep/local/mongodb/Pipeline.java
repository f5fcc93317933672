package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IllegalOperationException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stages behind {@code $changeStream}, run event by event. */
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

    /** What else MongoDB 4.4 knows. */
    private static final Set<String> NOT_PERMITTED =
            Set.of(
                    "$bucket",
                    "$bucketAuto",
                    "$collStats",
                    "$count",
                    "$currentOp",
                    "$facet",
                    "$geoNear",
                    "$graphLookup",
                    "$group",
                    "$indexStats",
                    "$limit",
                    "$listLocalSessions",
                    "$listSessions",
                    "$lookup",
                    "$merge",
                    "$out",
                    "$planCacheStats",
                    "$sample",
                    "$skip",
                    "$sort",
                    "$sortByCount",
                    "$unionWith",
                    "$unwind");

    /** What a stage names when it reads or returns more than the head of an event. */
    private static final List<String> READS_DOCUMENTS =
            List.of(
                    "fullDocument",
                    "documentKey",
                    "updateDescription",
                    "$$",
                    "$replace",
                    "$redact");

    private final Stages stages;
    private final boolean readsDocuments;

    private Pipeline(Stages stages, boolean readsDocuments) {
        this.stages = stages;
        this.readsDocuments = readsDocuments;
    }

    static Pipeline of(List<Document> stages, Storage storage, String database) {
        stages.forEach(Pipeline::requireStage);
        String text = stages.toString();
        return new Pipeline(
                Stages.of(stages, storage, database, null),
                READS_DOCUMENTS.stream().anyMatch(text::contains));
    }

    private static void requireStage(Document stage) {
        if (stage.size() != 1) {
            throw new MongoServerError(
                    40323, "A pipeline stage specification object must contain exactly one field.");
        }
        String name = stage.keySet().iterator().next();
        if (NOT_PERMITTED.contains(name)) {
            throw new IllegalOperationException(
                    name + " is not permitted in a $changeStream pipeline");
        }
        if (!PERMITTED.contains(name)) {
            throw new MongoServerError(40324, "Unrecognized pipeline stage name: '" + name + "'");
        }
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
        return stages.apply(Stream.of(event)).findFirst().orElse(null);
    }
}
