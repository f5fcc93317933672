package dev.lockstep.local.mongodb;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open transactions, and who has to wait for them. Used under the storage's write lock only.
 */
final class Transactions {
    private final Set<Transaction> open = new LinkedHashSet<>();
    private @Nullable Transaction current;
    private CompletableFuture<Void> ended = new CompletableFuture<>();

    Transaction begin() {
        Transaction transaction = new Transaction();
        open.add(transaction);
        return transaction;
    }

    /** Commands that wait for it can go on. */
    void end(Transaction transaction) {
        open.remove(transaction);
        transaction.close();
        CompletableFuture<Void> waiting = ended;
        ended = new CompletableFuture<>();
        waiting.complete(null);
    }

    /** The transaction that the command that runs belongs to. */
    @Nullable Transaction current() {
        return current;
    }

    <T> T inside(Transaction transaction, Supplier<T> work) {
        current = transaction;
        try {
            return work.get();
        } finally {
            current = null;
        }
    }

    /** To be called before something of a collection changes for everybody. */
    void beforeChange(StoredCollection collection) {
        if (!open.isEmpty()) {
            open.forEach(transaction -> transaction.preserve(collection));
        }
    }

    /**
     * Runs a statement that changes documents. Outside of transactions, while one has written to
     * the collection, it runs as a transaction of its own, so that it leaves nothing behind when it
     * has to wait.
     */
    <T> T statement(
            @Nullable StoredCollection collection,
            Supplier<T> statement,
            Consumer<Transaction> commit) {
        if (current != null
                || collection == null
                || open.stream().noneMatch(other -> other.hasWrittenTo(collection))) {
            return statement.get();
        }
        Transaction own = begin();
        try {
            T result = inside(own, statement);
            commit.accept(own);
            return result;
        } catch (WriteConflictException e) {
            end(own);
            throw new BlockedException(ended);
        } finally {
            if (open.contains(own)) {
                end(own);
            }
        }
    }

    /** A collection that a transaction uses can't be dropped, renamed or get another index. */
    void beforeDefinition(@Nullable StoredCollection collection) {
        if (collection == null) {
            return;
        }
        if (open.stream().anyMatch(transaction -> transaction.uses(collection))) {
            throw new BlockedException(ended);
        }
        open.forEach(transaction -> transaction.redefine(collection));
    }
}
