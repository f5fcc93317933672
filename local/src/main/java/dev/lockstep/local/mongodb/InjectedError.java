package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The error of a command that a fail point made fail. */
final class InjectedError extends MongoServerError {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable List<?> labels;

    InjectedError(int code, @Nullable List<?> labels) {
        super(code, ErrorCodes.name(code), "Failing command due to 'failCommand' failpoint");
        this.labels = labels;
    }

    /** Null when the server is to find them by itself. */
    @Nullable List<?> labels() {
        return labels;
    }
}
