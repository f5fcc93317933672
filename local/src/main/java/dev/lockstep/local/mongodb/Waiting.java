package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets a command wait for transactions that are in its way, without a thread. */
final class Waiting {
    private Waiting() {}

    /** Waits as long as the command's {@code maxTimeMS} allows; without one, until it can go on. */
    static CompletableFuture<Document> run(Request request, Supplier<Document> command) {
        int limit = request.number("maxTimeMS", 0);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limit);
        return attempt(request, command, limit > 0, deadline);
    }

    private static CompletableFuture<Document> attempt(
            Request request, Supplier<Document> command, boolean limited, long deadline) {
        try {
            return CompletableFuture.completedFuture(command.get());
        } catch (BlockedException e) {
            CompletableFuture<Void> until = e.until().copy();
            if (limited) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new MongoServerError(
                            50, ErrorCodes.name(50), "operation exceeded time limit");
                }
                until = until.completeOnTimeout(null, left, TimeUnit.NANOSECONDS);
            }
            return until.thenComposeAsync(
                    ended -> attempt(request, e.restOf(command), limited, deadline),
                    request.connection().channel().eventLoop());
        }
    }
}
