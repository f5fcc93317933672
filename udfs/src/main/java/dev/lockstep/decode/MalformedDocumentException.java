package dev.lockstep.decode;

/**
 * The text is not extended JSON. Says where, never what stands there: it may be personal data. For
 * the same reason it has no cause.
 */
public final class MalformedDocumentException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedDocumentException(String problem, long offset) {
        super(problem + " at character " + offset);
    }
}
