package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.BadValueException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code $changeStream} stage asks for, with the checks and errors of MongoDB 4.4, and of
 * 6.0 where collections can keep images.
 *
 * @param startAt the cluster time to begin at, which is included
 */
record ChangeStreamOptions(
        FullDocument fullDocument,
        BeforeChange fullDocumentBeforeChange,
        boolean allChangesForCluster,
        @Nullable ResumeToken resumeAfter,
        @Nullable ResumeToken startAfter,
        @Nullable Long startAt) {

    /** Which state of its document an update's event returns. */
    enum FullDocument {
        DEFAULT("default"),
        UPDATE_LOOKUP("updateLookup"),
        WHEN_AVAILABLE("whenAvailable"),
        REQUIRED("required");

        private final String name;

        FullDocument(String name) {
            this.name = name;
        }
    }

    /** Whether an event returns its document as it was before. */
    enum BeforeChange {
        OFF("off"),
        WHEN_AVAILABLE("whenAvailable"),
        REQUIRED("required");

        private final String name;

        BeforeChange(String name) {
            this.name = name;
        }
    }

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

    static ChangeStreamOptions parse(Document stage, boolean imagesModelled) {
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
                fullDocument(stage, imagesModelled),
                imagesModelled ? beforeChange(stage) : withoutImages(beforeChange(stage)),
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

    private static FullDocument fullDocument(Document stage, boolean imagesModelled) {
        Object wanted = stage.getOrDefault("fullDocument", FullDocument.DEFAULT.name);
        for (FullDocument value : FullDocument.values()) {
            boolean isImage = value.compareTo(FullDocument.UPDATE_LOOKUP) > 0;
            if (value.name.equals(wanted) && (imagesModelled || !isImage)) {
                return value;
            }
        }
        if (imagesModelled) {
            throw notAValue("fullDocument", wanted);
        }
        throw new MongoServerError(
                40575,
                "unrecognized value for the 'fullDocument' option to the $changeStream stage. Expected"
                        + " 'default' or 'updateLookup', got '"
                        + wanted
                        + "'");
    }

    private static BeforeChange beforeChange(Document stage) {
        Object wanted = stage.getOrDefault("fullDocumentBeforeChange", BeforeChange.OFF.name);
        return Stream.of(BeforeChange.values())
                .filter(value -> value.name.equals(wanted))
                .findFirst()
                .orElseThrow(() -> notAValue("fullDocumentBeforeChange", wanted));
    }

    /** 4.4 has the option and, unless asked to in ways that it doesn't document, keeps no image. */
    private static BeforeChange withoutImages(BeforeChange wanted) {
        return wanted == BeforeChange.WHEN_AVAILABLE ? BeforeChange.OFF : wanted;
    }

    private static MongoServerError notAValue(String option, Object value) {
        return new BadValueException(
                "Enumeration value '"
                        + value
                        + "' for field '$changeStream."
                        + option
                        + "' is not a valid value.");
    }
}
