package dev.lockstep.source.mongodb;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffset;
import org.bson.BsonTimestamp;

/**
 * Where the stream begins that follows a snapshot.
 *
 * <p>In Flink CDC it begins where the first split was read. A collection that was created after the
 * collections were listed and before that is in neither; so here it begins before they are listed.
 *
 * <p>When a task was restarted meanwhile, a split may have been read in part, written, and read
 * again. Documents that were deleted in between left rows of which no event tells. Then the stream
 * begins with a reconciliation, and its place says so until that has ended.
 */
final class StreamStart {

    private static final String RECONCILE = "reconcile";

    private final long begun;
    private boolean reconcile;

    /**
     * @param begun when the snapshot began, before collections were listed; 0 if that is unknown or
     *     there is none
     * @param reconcile whether the target may have rows whose documents are gone
     */
    StreamStart(long begun, boolean reconcile) {
        this.begun = begun;
        this.reconcile = reconcile;
    }

    long begun() {
        return begun;
    }

    /** Something may have been read and written that is read again. */
    void afterRestart() {
        reconcile = true;
    }

    /** The split with this start if it is the stream's, and follows a snapshot. */
    SourceSplitBase in(SourceSplitBase split) {
        if (begun == 0 || !split.isStreamSplit()) {
            return split;
        }
        StreamSplit stream = split.asStreamSplit();
        return new StreamSplit(
                stream.splitId(),
                offset(((ChangeStreamOffset) stream.getStartingOffset()).getTimestamp()),
                stream.getEndingOffset(),
                stream.getFinishedSnapshotSplitInfos(),
                stream.getTableSchemas(),
                stream.getTotalFinishedSplitSize(),
                stream.isSuspended(),
                stream.isSnapshotCompleted());
    }

    private ChangeStreamOffset offset(BsonTimestamp firstSplit) {
        BsonTimestamp beforeAll = new BsonTimestamp(begun);
        Map<String, String> offset =
                new HashMap<>(
                        new ChangeStreamOffset(
                                        firstSplit.compareTo(beforeAll) < 0
                                                ? firstSplit
                                                : beforeAll)
                                .getOffset());
        if (reconcile) {
            offset.put(RECONCILE, "true");
        }
        return new ChangeStreamOffset(offset);
    }

    /**
     * A place that the stream has come to before the reconciliation that it began with has ended.
     */
    static Offset reconciling(Offset reached) {
        Map<String, String> offset = new HashMap<>(reached.getOffset());
        offset.put(RECONCILE, "true");
        return new ChangeStreamOffset(offset);
    }

    /** Whether a reconciliation is to be done when the stream is read from there. */
    static boolean isToReconcile(Offset offset) {
        return offset.getOffset().containsKey(RECONCILE);
    }
}
