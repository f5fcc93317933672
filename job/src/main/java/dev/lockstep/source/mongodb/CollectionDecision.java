package dev.lockstep.source.mongodb;

import dev.lockstep.event.Namespace;
import java.util.List;

/** What follows from the drop or the rename of a collection. */
sealed interface CollectionDecision {

    /** Nothing is done: the rows stay. */
    record Keep(String message) implements CollectionDecision {}

    /** The job ends. */
    record Stop(Exception reason) implements CollectionDecision {}

    /**
     * Tables become what their collections are.
     *
     * @param gone collections that had no document after the event
     * @param filled collections that had documents then of which no event tells
     */
    record Reconcile(String message, List<Namespace> gone, List<Namespace> filled)
            implements CollectionDecision {}
}
