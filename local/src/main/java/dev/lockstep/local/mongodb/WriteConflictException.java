package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.exception.MongoServerError;

/** What a transaction wants to write was written by somebody else since it began. */
final class WriteConflictException extends MongoServerError {
    private static final long serialVersionUID = 1L;

    WriteConflictException() {
        super(
                112,
                ErrorCodes.name(112),
                "WriteConflict error: this operation conflicted with another operation. Please retry"
                        + " your operation or multi-document transaction.");
    }

    /** Lets the engine pass it on as it is. */
    @Override
    public boolean shouldPrefixCommandContext() {
        return false;
    }
}
