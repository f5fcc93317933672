package dev.lockstep.local.mongodb;

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

    private static boolean isTransientInTransaction(Request request, int code) {
        if (!request.isInTransaction()) {
            return false;
        }
        return ErrorCodes.isTransientInTransaction(code)
                || (!endsTransaction(request) && ErrorCodes.isRetriable(code));
    }

    private static boolean isRetryableWrite(Request request) {
        return request.body().containsKey("txnNumber")
                && (!request.isInTransaction() || endsTransaction(request));
    }

    private static boolean endsTransaction(Request request) {
        return request.name().equals("commitTransaction")
                || request.name().equals("abortTransaction");
    }
}
