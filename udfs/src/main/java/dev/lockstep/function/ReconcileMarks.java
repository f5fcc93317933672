package dev.lockstep.function;

import dev.lockstep.decode.DocumentKeys;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the events that begin and end the reconciliation of a collection: one for each key group,
 * so that every subtask gets its own in order with its documents.
 *
 * <p>A source emits all of {@link #begin}, then READ or SEEN events of every document that there
 * is, then all of {@link #end}. Their positions are after those of all events emitted before and
 * before those of all emitted later ({@link Position#followedBy}, {@link Position#before}), and
 * each is later than all marks before it: what is told again after a failure is another telling
 * ({@link Position#followedAt}), in which all key groups take part, however far they are in the
 * stream.
 */
public final class ReconcileMarks {

    private ReconcileMarks() {}

    /** The marks that begin a reconciliation. */
    public static List<ChangeEvent> begin(Namespace namespace, Position position) {
        return marks(Operation.RECONCILE_BEGIN, namespace, position);
    }

    /** The marks that end it. */
    public static List<ChangeEvent> end(Namespace namespace, Position position) {
        return marks(Operation.RECONCILE_END, namespace, position);
    }

    private static List<ChangeEvent> marks(
            Operation operation, Namespace namespace, Position position) {
        return Arrays.stream(keys(namespace))
                .map(
                        key ->
                                new ChangeEvent(
                                        operation,
                                        namespace,
                                        key,
                                        null,
                                        position.clusterTime(),
                                        position))
                .toList();
    }

    /** For each key group the first number that leads there, as a document key. */
    private static String[] keys(Namespace namespace) {
        String[] keys = new String[KeyGroups.COUNT];
        int found = 0;
        for (int number = 0; found < keys.length; number++) {
            String key = Integer.toString(number);
            int keyGroup = KeyGroups.of(DocumentKeys.routingKey(namespace, key));
            if (keys[keyGroup] == null) {
                keys[keyGroup] = key;
                found++;
            }
        }
        return keys;
    }
}
