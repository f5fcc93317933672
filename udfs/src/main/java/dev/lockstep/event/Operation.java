package dev.lockstep.event;

/** What happened to a document. */
public enum Operation {
    /** The document was read by the snapshot; nothing is said about when it was written. */
    READ,
    INSERT,
    /** Some fields changed; the event carries the whole document as its post-image. */
    UPDATE,
    REPLACE,
    DELETE
}
