package dev.lockstep.event;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One change of one document, as every source gives it: wrapped, not interpreted.
 *
 * @param operation what happened
 * @param namespace where
 * @param documentKey the value of {@code _id} as extended JSON text: {@code {"$oid": "..."}},
 *     {@code "abc"}, {@code 7}; for a RECONCILE_BEGIN or RECONCILE_END no document's, but one that
 *     leads to the event's key group
 * @param document the whole document after the change as extended JSON text; null for an UPDATE
 *     whose document was already deleted when the source looked it up, and for all that have none
 *     (DELETE, SEEN, RECONCILE_BEGIN, RECONCILE_END)
 * @param clusterTime when it happened as a BSON timestamp: seconds since the epoch in the upper 32
 *     bits, an ordinal in the lower; 0 for a READ or SEEN
 * @param position its place in the stream; null for a READ or SEEN, which have none
 */
public record ChangeEvent(
        Operation operation,
        Namespace namespace,
        String documentKey,
        @Nullable String document,
        long clusterTime,
        @Nullable Position position)
        implements Serializable {

    /** That its document was there, and no more of it. */
    public ChangeEvent seen() {
        return new ChangeEvent(Operation.SEEN, namespace, documentKey, null, clusterTime, position);
    }

    /** Never the document's content: it may hold personal data and this text may reach a log. */
    @Override
    public String toString() {
        return operation + " in " + namespace;
    }
}
