package dev.lockstep.source.mongodb;

import dev.lockstep.event.Position;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffset;
import org.apache.flink.cdc.connectors.mongodb.source.utils.ResumeTokenUtils;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * How far a change stream was read: all events before {@code time} were, and of those at it the
 * ones up to the token.
 *
 * @param token an event's, or the {@code postBatchResumeToken} of an idle stream; null when no
 *     event at the time was read
 */
record ResumePoint(BsonTimestamp time, @Nullable BsonDocument token) {

    static ResumePoint behind(BsonDocument token) {
        return new ResumePoint(ResumeTokenUtils.decodeTimestamp(token), token);
    }

    static ResumePoint at(ChangeStreamOffset offset) {
        return new ResumePoint(offset.getTimestamp(), offset.getResumeToken());
    }

    /** Without any event at this point's time. */
    ResumePoint afterItsTime() {
        return new ResumePoint(new BsonTimestamp(time.getValue() + 1), null);
    }

    /** Whether what has this token was not read yet. Tokens order events as text. */
    boolean isBefore(BsonDocument other) {
        return token == null || data(token).compareTo(data(other)) < 0;
    }

    ChangeStreamOffset offset() {
        return token == null ? new ChangeStreamOffset(time) : new ChangeStreamOffset(token);
    }

    /**
     * What Flink calls the watermark, in milliseconds: all events of earlier seconds were read, and
     * of this second some may come.
     */
    long watermark() {
        return time.getTime() * 1000L - 1;
    }

    /** After all that was read, and before all that comes. */
    Position position() {
        return token == null ? Position.before(time.getValue()) : position(token);
    }

    static Position position(BsonDocument token) {
        return new Position(data(token));
    }

    /** {@code _typeBits} beside it tells no more of the order. */
    private static String data(BsonDocument token) {
        return token.getString("_data").getValue();
    }

    /** Without the token: it holds a document's key, and this text may reach a log. */
    @Override
    public String toString() {
        return time.getTime() + "." + time.getInc();
    }
}
