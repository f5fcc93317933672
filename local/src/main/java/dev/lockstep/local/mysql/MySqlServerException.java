package dev.lockstep.local.mysql;

/** A MySQL server can't be started or reached; the message tells a person what to do. */
public final class MySqlServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MySqlServerException(String message) {
        super(message);
    }

    MySqlServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
