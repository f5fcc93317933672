package dev.lockstep.event;

/**
 * What happened to a document. The last three are of a reconciliation: the source tells again which
 * documents a collection has, and what has no document at its end is removed from the target.
 */
public enum Operation {
    /** The document was read by the snapshot; nothing is said about when it was written. */
    READ,
    INSERT,
    /** Some fields changed; the event carries the whole document as its post-image. */
    UPDATE,
    REPLACE,
    DELETE,
    /** The document was there when the source looked, during a reconciliation; it tells no more. */
    SEEN,
    /**
     * A reconciliation of the collection begins. Every key group gets one, in order with its
     * documents' events. A later one of the same collection takes the place of one that did not
     * end.
     */
    RECONCILE_BEGIN,
    /**
     * The reconciliation ends: the source has told, by READ or SEEN or by an event of the stream,
     * all documents of the collection that there are. Every key group gets one. With nothing
     * between begin and end the collection is empty.
     */
    RECONCILE_END
}
