package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import de.bwaldvogel.mongo.bson.Document;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A command outside of transactions has to wait for one to end. It has changed nothing but what its
 * finished statements did, and goes on with what is left.
 */
final class BlockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable CompletableFuture<Void> until;
    private final transient @Nullable Supplier<Document> rest;

    BlockedException(CompletableFuture<Void> until) {
        this(until, null);
    }

    private BlockedException(
            @Nullable CompletableFuture<Void> until, @Nullable Supplier<Document> rest) {
        super("waits for a transaction", null, false, false);
        this.until = until;
        this.rest = rest;
    }

    BlockedException goingOnWith(Supplier<Document> whatIsLeft) {
        return new BlockedException(until, whatIsLeft);
    }

    CompletableFuture<Void> until() {
        return requireNonNull(until);
    }

    Supplier<Document> restOf(Supplier<Document> command) {
        return rest == null ? command : rest;
    }
}
