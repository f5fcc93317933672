package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's logical session: its transaction, or what its retryable write has done so far. Used
 * under the storage's write lock only.
 */
final class ServerSession {
    private enum State {
        /** Single writes, each with a number of its own, that can be retried. */
        RETRYABLE_WRITES,
        IN_PROGRESS,
        COMMITTED,
        ABORTED
    }

    private final EncodedDocument id;
    private final Transactions transactions;
    private final Map<Integer, Object> done = new HashMap<>();
    private State state = State.RETRYABLE_WRITES;
    private long number = -1;
    private @Nullable Transaction transaction;
    private long begunNanos;
    private volatile long usedNanos;

    ServerSession(EncodedDocument id, Transactions transactions) {
        this.id = id;
        this.transactions = transactions;
        use();
    }

    void use() {
        usedNanos = System.nanoTime();
    }

    long idleNanos() {
        return System.nanoTime() - usedNanos;
    }

    /** How long the transaction in progress has lasted; 0 without one. */
    long transactionNanos() {
        return state == State.IN_PROGRESS ? System.nanoTime() - begunNanos : 0;
    }

    /** A write that can be retried; a new number forgets the last one. */
    void beginRetryableWrite(long requested) {
        if (requested > number) {
            setNumber(requested, State.RETRYABLE_WRITES);
        } else {
            requireNotOlder(requested);
            if (state != State.RETRYABLE_WRITES) {
                throw new MongoServerError(
                        72,
                        ErrorCodes.name(72),
                        "Must specify autocommit=false on all operations of a multi-statement"
                                + " transaction.");
            }
        }
    }

    private void requireNotOlder(long requested) {
        if (requested < number) {
            throw new MongoServerError(
                    225,
                    ErrorCodes.name(225),
                    "Cannot start transaction "
                            + requested
                            + " on session because a newer transaction "
                            + number
                            + " has already started.");
        }
    }

    private void setNumber(long requested, State next) {
        abort();
        done.clear();
        number = requested;
        state = next;
    }

    /**
     * Runs a statement, or returns what it returned when it was run before. What wrote nothing is
     * not remembered, as a server finds it in its log only.
     */
    @SuppressWarnings("unchecked") // A statement of one number always returns the same type.
    <T> T once(int statement, LongSupplier lastWrite, Supplier<T> work) {
        Object before = done.get(statement);
        if (before != null) {
            return (T) before;
        }
        long time = lastWrite.getAsLong();
        T result = work.get();
        if (lastWrite.getAsLong() != time) {
            done.put(statement, result);
        }
        return result;
    }

    /** The transaction of a statement, which is begun if the statement is its first. */
    Transaction transactionOf(Request request) {
        long requested = request.transactionNumber();
        requireNotOlder(requested);
        if (Boolean.TRUE.equals(request.body().get("startTransaction"))) {
            if (requested == number) {
                throw new MongoServerError(
                        117,
                        "ConflictingOperationInProgress",
                        "Only servers in a sharded cluster can start a new transaction at the active"
                                + " transaction number");
            }
            setNumber(requested, State.IN_PROGRESS);
            begunNanos = System.nanoTime();
            transaction = transactions.begin();
        }
        return inProgress(requested);
    }

    private Transaction inProgress(long requested) {
        if (requested != number || state == State.RETRYABLE_WRITES) {
            throw noSuchTransaction(
                    "Given transaction number "
                            + requested
                            + " does not match any in-progress transactions. The active transaction"
                            + " number is "
                            + number);
        }
        if (state == State.COMMITTED) {
            throw new MongoServerError(
                    256, ErrorCodes.name(256), "Transaction " + requested + " has been committed.");
        }
        if (state == State.ABORTED) {
            throw noSuchTransaction("Transaction " + requested + " has been aborted.");
        }
        return requireNonNull(transaction);
    }

    private static MongoServerError noSuchTransaction(String message) {
        return new MongoServerError(251, ErrorCodes.name(251), message);
    }

    /** Commits; a commit that is retried does nothing. */
    void commit(Request request, Storage storage) {
        long requested = request.transactionNumber();
        requireNotOlder(requested);
        if (requested == number && state == State.COMMITTED) {
            return;
        }
        Transaction committing = inProgress(requested);
        try {
            storage.commit(committing, new Origin(id, number));
        } catch (WriteConflictException e) {
            abort();
            throw e;
        }
        state = State.COMMITTED;
        transaction = null;
    }

    /** Aborts by the client's will. */
    void abort(Request request) {
        requireNotOlder(request.transactionNumber());
        Transaction unused = inProgress(request.transactionNumber());
        abort();
    }

    /** Aborts the transaction in progress, if any. */
    void abort() {
        if (state == State.IN_PROGRESS) {
            transactions.end(requireNonNull(transaction));
            transaction = null;
            state = State.ABORTED;
        }
    }
}
