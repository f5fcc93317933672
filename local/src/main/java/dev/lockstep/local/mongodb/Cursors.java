package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The open cursors, and what reads on in them. */
final class Cursors {
    private static final long DEFAULT_WAIT_MILLIS = 1_000;

    private final Oplog oplog;
    private final FailPoints failPoints;
    private final Map<Long, ServerCursor> open = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong(System.nanoTime() >>> 16);

    Cursors(Oplog oplog, FailPoints failPoints) {
        this.oplog = oplog;
        this.failPoints = failPoints;
    }

    /**
     * Reads the first batch and keeps the cursor unless that was all. A batch size of -1 stands for
     * the default.
     */
    Document open(ServerCursor cursor, int batchSize) {
        Batch batch =
                batchSize == 0
                        ? emptyFirst(cursor)
                        : cursor.next(batchSize < 0 ? ServerCursor.FIRST_BATCH : batchSize);
        long id = lastId.incrementAndGet();
        if (!batch.exhausted()) {
            open.put(id, cursor);
        }
        return batch.firstReply(cursor.namespace(), id);
    }

    private static Batch emptyFirst(ServerCursor cursor) {
        return cursor instanceof ChangeStream stream
                ? stream.nothing()
                : new Batch(List.of(), false, null);
    }

    /**
     * Replies at once when something is there. A change stream else waits, without a thread, for
     * something to be logged or {@code maxTimeMS} to pass, and goes on in the connection's event
     * loop.
     */
    CompletableFuture<Document> getMore(Request request) {
        long id = ((Number) request.body().get(request.name())).longValue();
        find(id);
        failPoints.afterCursorCheckout(request);
        int batchSize = request.number("batchSize", 0);
        long wait = TimeUnit.MILLISECONDS.toNanos(request.number("maxTimeMS", 0));
        if (wait == 0) {
            wait = TimeUnit.MILLISECONDS.toNanos(DEFAULT_WAIT_MILLIS);
        }
        Executor executor = request.connection().channel().eventLoop();
        return read(id, batchSize, System.nanoTime() + wait, executor);
    }

    private CompletableFuture<Document> read(
            long id, int batchSize, long deadline, Executor executor) {
        ServerCursor cursor = find(id);
        long seen = oplog.last().time();
        Batch batch = next(id, cursor, batchSize);
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (cursor instanceof FindCursor
                || !batch.documents().isEmpty()
                || batch.exhausted()
                || leftMillis <= 0) {
            return CompletableFuture.completedFuture(batch.nextReply(cursor.namespace(), id));
        }
        return oplog.appendedAfter(seen, leftMillis)
                .thenComposeAsync(done -> read(id, batchSize, deadline, executor), executor);
    }

    private Batch next(long id, ServerCursor cursor, int batchSize) {
        try {
            Batch batch = cursor.next(batchSize);
            if (batch.exhausted()) {
                open.remove(id);
            }
            return batch;
        } catch (MongoServerError e) {
            open.remove(id);
            throw e;
        }
    }

    private ServerCursor find(long id) {
        ServerCursor cursor = open.get(id);
        if (cursor == null) {
            throw new MongoServerError(43, "CursorNotFound", "cursor id " + id + " not found");
        }
        return cursor;
    }

    /** Those that wait on one learn it at once. */
    void killAll() {
        open.clear();
        oplog.wakeWaiting();
    }

    Document kill(Request request) {
        List<Long> killed = new ArrayList<>();
        List<Long> notFound = new ArrayList<>();
        for (Object id : (List<?>) request.body().get("cursors")) {
            long cursor = ((Number) id).longValue();
            (open.remove(cursor) == null ? notFound : killed).add(cursor);
        }
        return new Document("cursorsKilled", killed)
                .append("cursorsNotFound", notFound)
                .append("cursorsAlive", List.of())
                .append("cursorsUnknown", List.of());
    }
}
