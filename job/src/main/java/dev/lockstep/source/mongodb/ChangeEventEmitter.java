package dev.lockstep.source.mongodb;

import dev.lockstep.event.ChangeEvent;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceRecords;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitState;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplitState;
import org.apache.flink.cdc.connectors.base.source.metrics.SourceReaderMetrics;
import org.apache.flink.cdc.connectors.mongodb.source.reader.MongoDBRecordEmitter;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.jspecify.annotations.Nullable;

/**
 * Emits what the splits' tasks read: of a snapshot's split as Flink CDC does, of the stream's with
 * the stream's time as Flink's watermark.
 *
 * <p>A watermark W, in milliseconds, says that every event of a cluster time before second {@code
 * (W + 1) / 1000} was emitted. It comes with events, and on an idle stream with its token.
 */
final class ChangeEventEmitter
        implements RecordEmitter<SourceRecords, ChangeEvent, SourceSplitState> {

    private final MongoDBRecordEmitter<ChangeEvent> snapshots;
    private final SourceReaderMetrics metrics;
    private long watermark = Long.MIN_VALUE;

    ChangeEventEmitter(MongoDBRecordEmitter<ChangeEvent> snapshots, SourceReaderMetrics metrics) {
        this.snapshots = snapshots;
        this.metrics = metrics;
    }

    /** Emits a batch as one: no checkpoint comes in between, so one position for it is enough. */
    @Override
    public void emitRecord(
            SourceRecords records, SourceOutput<ChangeEvent> output, SourceSplitState split)
            throws Exception {
        if (split.isSnapshotSplitState()) {
            snapshots.emitRecord(records, output, split);
            return;
        }
        StreamSplitState stream = split.asStreamSplitState();
        boolean reconciling = StreamStart.isToReconcile(stream.getStartingOffset());
        ResumePoint reached = null;
        for (var all = records.iterator(); all.hasNext(); ) {
            StreamElement element = ((StreamRecord) all.next()).element();
            ResumePoint next = emit(element, output);
            reached = next == null ? reached : next;
            reconciling &= !(element instanceof StreamElement.Reconciled);
        }
        if (reached != null) {
            Offset offset = reached.offset();
            stream.setStartingOffset(reconciling ? StreamStart.reconciling(offset) : offset);
            advance(reached.watermark(), output);
        }
    }

    private @Nullable ResumePoint emit(StreamElement element, SourceOutput<ChangeEvent> output)
            throws Exception {
        if (element instanceof StreamElement.Change change) {
            emit(change.event(), output);
            return change.point();
        } else if (element instanceof StreamElement.Told told) {
            output.collect(told.event());
            return null;
        } else if (element instanceof StreamElement.Failed failed) {
            throw failed.reason();
        } else if (element instanceof StreamElement.Reconciled reconciled) {
            return reconciled.point();
        }
        return ((StreamElement.Passed) element).point();
    }

    private void emit(ChangeEvent event, SourceOutput<ChangeEvent> output) {
        long millis = (event.clusterTime() >>> 32) * 1000;
        metrics.markRecord();
        metrics.updateLastReceivedEventTime(millis);
        metrics.recordFetchDelay(Math.max(0, System.currentTimeMillis() - millis));
        output.collect(event, millis);
    }

    private void advance(long reached, SourceOutput<ChangeEvent> output) {
        if (reached > watermark) {
            watermark = reached;
            output.emitWatermark(new Watermark(reached));
        }
    }
}
