package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;

/** An error that ends a change stream. */
final class ChangeStreamException extends MongoServerError {
    private static final long serialVersionUID = 1L;

    private final boolean resumable;

    private ChangeStreamException(int code, String codeName, String message, boolean resumable) {
        super(code, codeName, message);
        this.resumable = resumable;
    }

    static ChangeStreamException historyLost() {
        return new ChangeStreamException(
                286,
                "ChangeStreamHistoryLost",
                "Resume of change stream was not possible, as the resume point may no longer be in"
                        + " the oplog. ",
                false);
    }

    static ChangeStreamException tokenNotFound(ResumeToken token) {
        return new ChangeStreamException(
                280,
                "ChangeStreamFatalError",
                "cannot resume stream; the resume token was not found. {_data: \"" + token + "\"}",
                false);
    }

    static ChangeStreamException tokenModified(ResumeToken token, Document returned) {
        Object id = returned.get("_id");
        return new ChangeStreamException(
                280,
                "ChangeStreamFatalError",
                "Encountered an event whose _id field, which contains the resume token, was modified"
                        + " by the pipeline. Modifying the _id field of an event makes it impossible to"
                        + " resume the stream from that point. Only transformations that retain the"
                        + " unmodified _id field are allowed. Expected: "
                        + Json.toCompactJsonValue(new Document("_id", token.toDocument()))
                        + " but found: "
                        + (id == null ? "{}" : Json.toCompactJsonValue(new Document("_id", id))),
                false);
    }

    /**
     * @param time of the last entry that was read; a server numbers the records of its log so
     */
    static ChangeStreamException positionLost(long time) {
        return new ChangeStreamException(
                136,
                "CappedPositionLost",
                "Error in $cursor stage :: caused by :: CollectionScan died due to failure to restore"
                        + " tailable cursor position. Last seen record id: RecordId("
                        + time
                        + ")",
                true);
    }

    static ChangeStreamException noPostImage(String event) {
        return imageNotFound("post-image for all update events", "post-image", event);
    }

    static ChangeStreamException noPreImage(String event) {
        return imageNotFound(
                "pre-image for all update, delete and replace events", "pre-image", event);
    }

    private static ChangeStreamException imageNotFound(
            String required, String image, String event) {
        return new ChangeStreamException(
                47,
                "NoMatchingDocument",
                "Change stream was configured to require a "
                        + required
                        + ", but the "
                        + image
                        + " was not found for event: "
                        + event,
                true);
    }

    /** What drivers read to decide whether to resume by themselves. */
    List<String> labels() {
        return resumable ? List.of() : List.of("NonResumableChangeStreamError");
    }
}
