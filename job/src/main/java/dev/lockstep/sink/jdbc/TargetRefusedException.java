package dev.lockstep.sink.jdbc;

/** The target can't be used as it is; a person must change something. The message says what. */
public final class TargetRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TargetRefusedException(String message) {
        super(message);
    }
}
