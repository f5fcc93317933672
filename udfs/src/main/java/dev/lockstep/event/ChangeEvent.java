package dev.lockstep.event;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One change of one document, as every source gives it: wrapped, not interpreted.
 *
 * @param operation what happened
 * @param namespace where
 * @param documentKey the value of {@code _id} as extended JSON text: {@code {"$oid": "..."}},
 *     {@code "abc"}, {@code 7}
 * @param document the whole document after the change as extended JSON text; null for a DELETE and
 *     for an UPDATE whose document was already deleted when the source looked it up
 * @param clusterTime when it happened as a BSON timestamp: seconds since the epoch in the upper 32
 *     bits, an ordinal in the lower; 0 for a READ
 * @param position its place in the stream; null for a READ, which has none
 */
public record ChangeEvent(
        Operation operation,
        Namespace namespace,
        String documentKey,
        @Nullable String document,
        long clusterTime,
        @Nullable Position position)
        implements Serializable {

    /** Never the document's content: it may hold personal data and this text may reach a log. */
    @Override
    public String toString() {
        return operation + " in " + namespace;
    }
}
