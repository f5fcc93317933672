package dev.lockstep.source.mongodb;

import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.pipeline.DataChangeEvent;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.base.source.meta.wartermark.WatermarkEvent;
import org.apache.flink.cdc.connectors.base.source.meta.wartermark.WatermarkKind;
import org.apache.flink.cdc.connectors.base.source.reader.external.FetchTask;
import org.apache.flink.cdc.connectors.mongodb.internal.MongoDBEnvelope;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the change stream into Flink CDC's queue, with {@link StreamReader}, until it is closed.
 *
 * <p>Flink CDC 3.5.0's own task begins anew where it began when its cursor breaks, goes on at a
 * timestamp when its token is lost, whether or not the oplog reaches back to that, and fails for
 * ever on an event that is too large.
 */
final class StreamSplitTask implements FetchTask<SourceSplitBase> {

    private final StreamSplit split;
    private final StreamSettings settings;
    private final StreamMetrics metrics;

    /** Who reads, while it does. */
    private @Nullable Thread thread;

    private boolean closed;

    StreamSplitTask(StreamSplit split, StreamSettings settings, StreamMetrics metrics) {
        this.split = split;
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public void execute(Context context) throws InterruptedException {
        if (!begin()) {
            return;
        }
        StreamContext stream = (StreamContext) context;
        ChangeEventQueue<DataChangeEvent> queue = stream.getQueue();
        try {
            new StreamReader(
                            settings,
                            stream.getSourceConfig(),
                            metrics,
                            split,
                            element ->
                                    queue.enqueue(new DataChangeEvent(new StreamRecord(element))))
                    .run();
            queue.enqueue(new DataChangeEvent(endMark()));
        } catch (InterruptedException | IllegalStateException e) {
            // Who closes the task closes the driver's client too.
            if (!isClosed()) {
                throw e;
            }
        } finally {
            end();
        }
    }

    private SourceRecord endMark() {
        return WatermarkEvent.create(
                Map.of(),
                MongoDBEnvelope.WATERMARK_TOPIC_NAME,
                split.splitId(),
                WatermarkKind.END,
                split.getEndingOffset());
    }

    private synchronized boolean begin() {
        thread = closed ? null : Thread.currentThread();
        return !closed;
    }

    private synchronized void end() {
        thread = null;
        // It was for this task; the thread may go on with another one.
        var unused = Thread.interrupted();
    }

    /** Ends it, whatever it waits for: the server, a place in the queue, or time to pass. */
    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    @Override
    public SourceSplitBase getSplit() {
        return split;
    }
}
