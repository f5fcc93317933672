package dev.lockstep.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.ServerCursor;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.utils.MongoUtils;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change stream that is open, from a resume point on.
 *
 * <p>It is opened at the point's time, and events that were read before are left out: a server
 * refuses at once to begin at a time that its oplog has no more. After a token it would begin
 * without an error, behind the gap, and the tokens that it then gives would make the gap final. For
 * the same reason what comes after the driver has resumed the stream by itself, which it does after
 * a token, is not taken; the stream ends with an error, to be opened again.
 */
final class ChangeStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);

    private final MongoChangeStreamCursor<RawBsonDocument> cursor;
    private final @Nullable ServerCursor opened;
    private ResumePoint point;

    private ChangeStream(MongoChangeStreamCursor<RawBsonDocument> cursor, ResumePoint point) {
        this.cursor = cursor;
        this.opened = cursor.getServerCursor();
        this.point = point;
    }

    /** Opens it; throws MongoException, as does whatever else is done with it. */
    static ChangeStream open(
            WatchedCollections watched,
            EventDetail detail,
            ResumePoint point,
            MongoDBSourceConfig config) {
        MongoClient client = MongoUtils.clientFor(config);
        ChangeStreamIterable<Document> stream =
                watched.watch(client, detail.left())
                        .fullDocument(detail.fullDocument())
                        .startAtOperationTime(point.time())
                        .batchSize(config.getBatchSize())
                        .maxAwaitTime(config.getPollAwaitTimeMillis(), TimeUnit.MILLISECONDS);
        return new ChangeStream(
                (MongoChangeStreamCursor<RawBsonDocument>)
                        stream.withDocumentClass(RawBsonDocument.class).cursor(),
                point);
    }

    /** Where a stream begins that is opened now: what is read from now on holds all before. */
    static ResumePoint now(WatchedCollections watched, MongoDBSourceConfig config) {
        try (var cursor =
                (MongoChangeStreamCursor<RawBsonDocument>)
                        watched.watch(MongoUtils.clientFor(config), EventDetail.KEYS.left())
                                .withDocumentClass(RawBsonDocument.class)
                                .cursor()) {
            RawBsonDocument event = cursor.tryNext();
            BsonDocument token = event == null ? cursor.getResumeToken() : event.getDocument("_id");
            if (token == null) {
                throw new MongoException(
                        "The server tells no resume token of an idle change stream; MongoDB does"
                                + " since 4.0.7");
            }
            return new ResumePoint(ResumePoint.behind(token).time(), null);
        }
    }

    /**
     * The next events, in order, as many as came in one reply; none when nothing came in the time
     * to wait.
     */
    List<RawBsonDocument> next() {
        List<RawBsonDocument> events = new ArrayList<>();
        for (RawBsonDocument event = tryNext();
                event != null;
                event = cursor.available() > 0 ? cursor.tryNext() : null) {
            if (point.isBefore(event.getDocument("_id"))) {
                events.add(event);
            }
        }
        BsonDocument token = cursor.getResumeToken();
        if (token != null && point.isBefore(token)) {
            point = ResumePoint.behind(token);
        }
        return events;
    }

    private @Nullable RawBsonDocument tryNext() {
        RawBsonDocument event = cursor.tryNext();
        ServerCursor now = cursor.getServerCursor();
        if (now == null ? event == null : !now.equals(opened)) {
            throw new MongoException("The server closed the change stream");
        }
        return event;
    }

    /** Up to here all was given out by {@link #next}. */
    ResumePoint point() {
        return point;
    }

    /** Closes it at the server too, also when this thread is being ended. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            cursor.close();
        } catch (MongoException e) {
            LOG.debug("The server did not hear that a change stream was closed", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
