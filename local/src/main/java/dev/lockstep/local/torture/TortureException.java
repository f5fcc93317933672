package dev.lockstep.local.torture;

/** A guarantee does not hold, or a fault that should have happened did not. */
public final class TortureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TortureException(String message) {
        super(message);
    }

    TortureException(String message, Throwable cause) {
        super(message, cause);
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new TortureException(message);
        }
    }
}
