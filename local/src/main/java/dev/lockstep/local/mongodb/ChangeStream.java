package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cursor over the operation log from a point on, as the events of what is watched. */
final class ChangeStream implements ServerCursor {
    private final Oplog oplog;
    private final Watched watched;
    private final ChangeEvents events;
    private final Pipeline pipeline;

    /** Everything up to here was read. */
    private ResumeToken position;

    /** What {@code postBatchResumeToken} says. */
    private ResumeToken reported;

    /** The event that the stream resumes behind, until it was seen in the log. */
    private @Nullable ResumeToken sought;

    private boolean begun;

    ChangeStream(
            Oplog oplog,
            Watched watched,
            ChangeEvents events,
            Pipeline pipeline,
            ChangeStreamOptions options) {
        this.oplog = oplog;
        this.watched = watched;
        this.events = events;
        this.pipeline = pipeline;
        ResumeToken resumePoint = options.resumePoint();
        if (resumePoint != null) {
            position = resumePoint;
            sought = resumePoint.event() ? resumePoint : null;
        } else if (options.startAt() != null) {
            position = ResumeToken.highWaterMark(options.startAt());
        } else {
            position = ResumeToken.highWaterMark(oplog.last().time() + 1);
        }
        reported = position;
        if (!position.event() && position.time() < oplog.first().time()) {
            throw ChangeStreamException.historyLost();
        }
    }

    @Override
    public String namespace() {
        return watched.cursorNamespace();
    }

    @Override
    public synchronized Batch next(int batchSize) {
        requireHistory();
        EventBatch batch = new EventBatch(batchSize);
        for (OplogEntry entry : oplog.from(position)) {
            if (watched.includes(entry)) {
                ResumeToken end = invalidated(entry);
                boolean invalidates = watched.isInvalidatedBy(entry);
                boolean ends = invalidates && end.compareTo(position) > 0;
                if (!offer(entry.token(), () -> events.event(entry), batch)
                        || (invalidates
                                && !offer(end, () -> ChangeEvents.invalidate(entry), batch))) {
                    break;
                }
                if (ends) {
                    return new Batch(batch.events(), true, reported.toDocument());
                }
            } else if (batch.isFull()) {
                break;
            }
            position = position.max(invalidated(entry));
            reported = reported.max(ResumeToken.highWaterMark(entry.time()));
        }
        return new Batch(batch.events(), false, reported.toDocument());
    }

    /** The batch of a cursor that was opened with batch size 0. */
    synchronized Batch nothing() {
        return new Batch(List.of(), false, reported.toDocument());
    }

    private static ResumeToken invalidated(OplogEntry entry) {
        return entry.token().ofInvalidate();
    }

    /** Adds an event unless it was read before; says whether there was room for it. */
    private boolean offer(ResumeToken token, Supplier<Document> event, EventBatch batch) {
        if (token.compareTo(position) <= 0) {
            sought = sought == null || token.compareTo(sought) == 0 ? null : sought;
            return true;
        }
        if (sought != null) {
            throw ChangeStreamException.tokenNotFound(sought);
        }
        if (batch.isFull()) {
            return false;
        }
        Document returned = pipeline.apply(event.get());
        if (returned != null) {
            requireToken(token, returned);
            if (!batch.add(returned)) {
                return false;
            }
            reported = token;
        }
        position = token;
        return true;
    }

    private static void requireToken(ResumeToken token, Document returned) {
        if (!token.toDocument().equals(returned.get("_id"))) {
            throw ChangeStreamException.tokenModified(token, returned);
        }
    }

    /**
     * A stream that was open all the time and fell behind the log gets a different error from one
     * that resumes.
     */
    private void requireHistory() {
        if (begun && position.time() < oplog.first().time()) {
            throw ChangeStreamException.positionLost(position.time());
        }
        begun = true;
    }
}
