package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Runs a command as what its session makes of it: part of a transaction, a retryable write, or
 * plain.
 */
final class Transacting {
    private final Storage storage;
    private final Sessions sessions;
    private final Topology topology;

    Transacting(Storage storage, Sessions sessions, Topology topology) {
        this.storage = storage;
        this.sessions = sessions;
        this.topology = topology;
    }

    CompletableFuture<Document> run(
            Request request, Function<Request, CompletableFuture<Document>> command) {
        SessionOptions.check(request, topology.replicaSet());
        ServerSession session = sessions.of(request);
        if (session == null || !request.body().containsKey("txnNumber")) {
            return command.apply(request);
        }
        if (request.endsTransaction()) {
            return storage.write(() -> command.apply(request));
        }
        if (request.isInTransaction()) {
            return storage.write(() -> runStatement(request, session, command));
        }
        return storage.write(
                () -> {
                    session.beginRetryableWrite(request.transactionNumber());
                    return command.apply(request);
                });
    }

    Document commit(Request request) {
        requireAdmin(request);
        requireNonNull(sessions.of(request)).commit(request, storage);
        return new Document();
    }

    Document abort(Request request) {
        requireAdmin(request);
        requireNonNull(sessions.of(request)).abort(request);
        return new Document();
    }

    /** Whatever goes wrong aborts the transaction. */
    private CompletableFuture<Document> runStatement(
            Request request,
            ServerSession session,
            Function<Request, CompletableFuture<Document>> command) {
        Transaction transaction = session.transactionOf(request);
        boolean done = false;
        try {
            CompletableFuture<Document> reply =
                    storage.transactions().inside(transaction, () -> command.apply(request));
            done = !reply.join().containsKey("writeErrors");
            return reply;
        } finally {
            if (!done) {
                session.abort();
            }
        }
    }

    private static void requireAdmin(Request request) {
        if (!request.database().equals("admin")) {
            throw new MongoServerError(
                    13,
                    ErrorCodes.name(13),
                    request.name() + " may only be run against the admin database.");
        }
    }
}
