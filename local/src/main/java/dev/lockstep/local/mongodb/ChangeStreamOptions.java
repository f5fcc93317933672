package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code $changeStream} stage asks for, with the checks and errors of MongoDB 4.4.
 *
 * @param startAt the cluster time to begin at, which is included
 */
record ChangeStreamOptions(
        boolean updateLookup,
        boolean allChangesForCluster,
        @Nullable ResumeToken resumeAfter,
        @Nullable ResumeToken startAfter,
        @Nullable Long startAt) {
    private static final Set<String> KNOWN =
            Set.of(
                    "fullDocument",
                    "fullDocumentBeforeChange",
                    "resumeAfter",
                    "startAfter",
                    "startAtOperationTime",
                    "allChangesForCluster",
                    "allowToRunOnConfigDB",
                    "allowToRunOnSystemNS");

    static ChangeStreamOptions parse(Document stage) {
        for (String option : stage.keySet()) {
            if (!KNOWN.contains(option)) {
                throw new MongoServerError(
                        40415, "BSON field '$changeStream." + option + "' is an unknown field.");
            }
        }
        ResumeToken resumeAfter = token(stage, "resumeAfter");
        if (resumeAfter != null && resumeAfter.invalidate()) {
            throw new MongoServerError(
                    260,
                    "InvalidResumeToken",
                    "Attempting to resume a change stream using 'resumeAfter' is not allowed from an"
                            + " invalidate notification.");
        }
        return new ChangeStreamOptions(
                isUpdateLookup(stage),
                Boolean.TRUE.equals(stage.get("allChangesForCluster")),
                resumeAfter,
                token(stage, "startAfter"),
                stage.get("startAtOperationTime") instanceof BsonTimestamp time
                        ? time.getValue()
                        : null);
    }

    /** The token to go on behind, whichever option gave it. */
    @Nullable ResumeToken resumePoint() {
        return resumeAfter != null ? resumeAfter : startAfter;
    }

    private static @Nullable ResumeToken token(Document stage, String option) {
        return stage.get(option) instanceof Document token ? ResumeToken.parse(token) : null;
    }

    private static boolean isUpdateLookup(Document stage) {
        Object fullDocument = stage.getOrDefault("fullDocument", "default");
        if (fullDocument.equals("updateLookup")) {
            return true;
        }
        if (fullDocument.equals("default")) {
            return false;
        }
        throw new MongoServerError(
                40575,
                "unrecognized value for the 'fullDocument' option to the $changeStream stage. Expected"
                        + " 'default' or 'updateLookup', got '"
                        + fullDocument
                        + "'");
    }
}
