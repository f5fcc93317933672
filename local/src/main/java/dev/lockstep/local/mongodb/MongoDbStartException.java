package dev.lockstep.local.mongodb;

import org.jspecify.annotations.Nullable;

/** A MongoDB that can't be started; the message tells a user why, and what to do. */
public final class MongoDbStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MongoDbStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
