package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;

/**
 * What a server adds to an error so that drivers know what to do about it, by the rules of MongoDB
 * 4.4: at most one for transactions or retryable writes, else one for change streams.
 */
final class ErrorLabels {
    private ErrorLabels() {}

    static List<?> of(Request request, MongoServerError error) {
        if (error instanceof InjectedError injected && injected.labels() != null) {
            return injected.labels();
        }
        int code = error.getCode();
        if (isTransientInTransaction(request, code)) {
            return List.of("TransientTransactionError");
        }
        if (isRetryableWrite(request) && ErrorCodes.isRetriable(code)) {
            return List.of("RetryableWriteError");
        }
        if (error instanceof ChangeStreamException && ErrorCodes.isResumable(code)) {
            return List.of("ResumableChangeStreamError");
        }
        return ErrorCodes.isNonResumable(code)
                ? List.of("NonResumableChangeStreamError")
                : List.of();
    }

    /** What is added to a reply that has a write concern error. */
    static List<String> ofWriteConcernError(Request request, Document error) {
        return isRetryableWrite(request)
                        && error.get("code") instanceof Number code
                        && ErrorCodes.isRetriable(code.intValue())
                ? List.of("RetryableWriteError")
                : List.of();
    }

    private static boolean isTransientInTransaction(Request request, int code) {
        if (!request.isInTransaction()) {
            return false;
        }
        return ErrorCodes.isTransientInTransaction(code)
                || (!request.endsTransaction() && ErrorCodes.isRetriable(code));
    }

    private static boolean isRetryableWrite(Request request) {
        return request.body().containsKey("txnNumber")
                && (!request.isInTransaction() || request.endsTransaction());
    }
}
