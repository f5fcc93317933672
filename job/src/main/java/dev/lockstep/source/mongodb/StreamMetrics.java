package dev.lockstep.source.mongodb;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The stream's own metrics, beside Flink's and Flink CDC's of a source. */
final class StreamMetrics {

    private final Counter reopened;
    private final Counter historyLost;
    private final Counter lookedUp;
    private final Counter dropped;
    private final Counter renamed;
    private volatile long oplogHeadroom = -1;

    StreamMetrics(MetricGroup group) {
        MetricGroup stream = group.addGroup("lockstep");
        reopened = stream.counter("streamReopened");
        historyLost = stream.counter("historyLost");
        lookedUp = stream.counter("documentsLookedUp");
        dropped = stream.counter("collectionsDropped");
        renamed = stream.counter("collectionsRenamed");
        stream.gauge("oplogHeadroomSeconds", (Gauge<Long>) () -> oplogHeadroom);
    }

    /** The change stream broke, or could not be opened. */
    void reopened() {
        reopened.inc();
    }

    /** The resume point is not in the oplog any more. */
    void historyLost() {
        historyLost.inc();
    }

    /** Updates came without a post-image. */
    void lookedUp(int documents) {
        lookedUp.inc(documents);
    }

    /** An event of a collection came. */
    void collectionChanged(String type) {
        if (type.equals("drop")) {
            dropped.inc();
        } else if (type.equals("rename")) {
            renamed.inc();
        }
    }

    /** How far the stream is from the oplog's oldest entry; -1 while that is not known. */
    void oplogHeadroom(long seconds) {
        oplogHeadroom = seconds;
    }
}
