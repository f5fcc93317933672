package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.ErrorCode;
import de.bwaldvogel.mongo.exception.MongoServerError;

/** E11000 with what a server tells beside the message: the fields of the index and their values. */
final class KeyTakenError extends MongoServerError {
    private static final long serialVersionUID = 1L;

    private final Document keyPattern;
    private final Document keyValue;

    KeyTakenError(String message, Document keyPattern, Document keyValue) {
        super(ErrorCode.DuplicateKey, message);
        this.keyPattern = keyPattern;
        this.keyValue = keyValue;
    }

    Document keyPattern() {
        return keyPattern;
    }

    Document keyValue() {
        return keyValue;
    }
}
