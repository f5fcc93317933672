package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.exception.MongoServerException;

/** Carries an error past the engine's own handling, which keeps its message and code only. */
final class StatementFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final MongoServerException error;

    StatementFailedException(MongoServerException error) {
        super(error);
        this.error = error;
    }

    MongoServerException error() {
        return error;
    }
}
