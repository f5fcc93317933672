package dev.lockstep.source.mongodb;

import dev.lockstep.event.ChangeEvent;
import org.bson.BsonDocument;

/** What the task that reads the change stream hands to {@link ChangeEventEmitter}, in order. */
sealed interface StreamElement {

    /**
     * An event of the stream, which is then read up to this one.
     *
     * @param documentKey as the event has it: {@code _id}, and the shard key if there is one
     */
    record Change(ChangeEvent event, BsonDocument documentKey, ResumePoint point)
            implements StreamElement {}

    /**
     * What the source itself puts into the stream: marks of a reconciliation and what is between.
     */
    record Told(ChangeEvent event) implements StreamElement {}

    /** The stream was read up to here, and there is no event to emit. */
    record Passed(ResumePoint point) implements StreamElement {}

    /** The stream was read up to here, and with that the search for orphans has ended. */
    record Reconciled(ResumePoint point) implements StreamElement {}

    /** The stream can't be read on; the job fails with this, after all that was read before. */
    record Failed(Exception reason) implements StreamElement {}
}
