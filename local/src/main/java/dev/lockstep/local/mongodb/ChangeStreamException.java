package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import de.bwaldvogel.mongo.exception.MongoServerError;

/** An error that ends a change stream. */
final class ChangeStreamException extends MongoServerError {
    private static final long serialVersionUID = 1L;

    private ChangeStreamException(int code, String message) {
        super(code, ErrorCodes.name(code), message);
    }

    /** The error of a fail point. */
    static ChangeStreamException injected(int code) {
        return new ChangeStreamException(code, "Hit a fail point after the cursor was checked out");
    }

    static ChangeStreamException historyLost() {
        return new ChangeStreamException(
                286,
                "Resume of change stream was not possible, as the resume point may no longer be in"
                        + " the oplog. ");
    }

    static ChangeStreamException tokenNotFound(ResumeToken token) {
        return new ChangeStreamException(
                280,
                "cannot resume stream; the resume token was not found. {_data: \"" + token + "\"}");
    }

    static ChangeStreamException tokenModified(ResumeToken token, Document returned) {
        Object id = returned.get("_id");
        return new ChangeStreamException(
                280,
                "Encountered an event whose _id field, which contains the resume token, was modified"
                        + " by the pipeline. Modifying the _id field of an event makes it impossible to"
                        + " resume the stream from that point. Only transformations that retain the"
                        + " unmodified _id field are allowed. Expected: "
                        + Json.toCompactJsonValue(new Document("_id", token.toDocument()))
                        + " but found: "
                        + (id == null ? "{}" : Json.toCompactJsonValue(new Document("_id", id))));
    }

    /**
     * @param time of the last entry that was read; a server numbers the records of its log so
     */
    static ChangeStreamException positionLost(long time) {
        return new ChangeStreamException(
                136,
                "Error in $cursor stage :: caused by :: CollectionScan died due to failure to restore"
                        + " tailable cursor position. Last seen record id: RecordId("
                        + time
                        + ")");
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
                "Change stream was configured to require a "
                        + required
                        + ", but the "
                        + image
                        + " was not found for event: "
                        + event);
    }
}
