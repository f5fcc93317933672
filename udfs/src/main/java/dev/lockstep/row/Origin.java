package dev.lockstep.row;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The event a change of the target comes from: a {@link ChangeEvent} without its document. The
 * components mean what they mean there.
 */
public record Origin(
        Operation operation,
        Namespace namespace,
        String documentKey,
        long clusterTime,
        @Nullable Position position)
        implements Serializable {

    public static Origin of(ChangeEvent event) {
        return new Origin(
                event.operation(),
                event.namespace(),
                event.documentKey(),
                event.clusterTime(),
                event.position());
    }

    /** Of no event of the stream. */
    public Origin withoutPosition() {
        return new Origin(operation, namespace, documentKey, clusterTime, null);
    }

    /** Without the document's key, which the position holds too: this text may reach a log. */
    @Override
    public String toString() {
        return operation + " in " + namespace;
    }
}
