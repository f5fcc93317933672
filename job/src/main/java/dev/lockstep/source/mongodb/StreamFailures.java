package dev.lockstep.source.mongodb;

import com.mongodb.MongoException;
import java.time.Instant;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.FlinkRuntimeException;

/** Why the stream can't be read on, each in one message that says what to do. */
final class StreamFailures {

    private StreamFailures() {}

    /** The changes since then are gone: a restart would find the same. */
    static Exception historyLost(ResumePoint point) {
        return forAPerson(
                "The source's oplog no longer reaches back to "
                        + Instant.ofEpochSecond(point.time().getTime())
                        + ", where the pipeline has to go on: the changes from then on are lost to"
                        + " it. To read everything again and remove what is gone, set"
                        + " source.on_history_lost: resnapshot and go on from the last checkpoint"
                        + " or savepoint; to keep it from happening, give the oplog a longer window"
                        + " (replSetResizeOplog, minRetentionHours)");
    }

    /** Reading everything took longer than the oplog reaches back. */
    static Exception historyLostAgain(ResumePoint point) {
        return forAPerson(
                "Everything was read again, and when that was done the source's oplog no longer"
                        + " reached back to its beginning, "
                        + Instant.ofEpochSecond(point.time().getTime())
                        + ", twice. Give the oplog a longer window (replSetResizeOplog,"
                        + " minRetentionHours), then go on from the last checkpoint");
    }

    /**
     * The pipeline does not say what it means for the rows.
     *
     * @param choices what can be set, and what that does
     */
    static Exception toBeDecided(String what, String choices) {
        return forAPerson(
                what
                        + ": the pipeline stops here, with all changes before that in the target,"
                        + " because it is not told what to do with the rows. Set "
                        + choices
                        + "; then go on from the last checkpoint");
    }

    /** A restart would be refused too. */
    static Exception refused(MongoException e) {
        return forAPerson(
                "MongoDB refuses the change stream with error "
                        + StreamErrors.name(e)
                        + "; './lockstep validate FILE --connect' tells what is missing. Then go on"
                        + " from the last checkpoint");
    }

    /** The job starts again, and tries for as long as it takes. */
    static Exception broken(MongoException e, int failures) {
        return new FlinkRuntimeException(
                "The change stream broke %d times in a row, the last time with error %s"
                        .formatted(failures, StreamErrors.name(e)));
    }

    private static Exception forAPerson(String message) {
        return new SuppressRestartsException(new IllegalStateException(message));
    }
}
