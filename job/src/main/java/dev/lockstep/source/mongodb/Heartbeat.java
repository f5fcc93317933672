package dev.lockstep.source.mongodb;

import com.mongodb.client.MongoClient;
import dev.lockstep.config.StreamPolicy;
import java.time.Duration;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.utils.MongoUtils;

/**
 * Tells now and then how far the stream was read, also when it has no events, for checkpoints and
 * watermarks; and looks how near the oplog's end is.
 */
final class Heartbeat {

    private final Duration interval;
    private final StreamOutput output;
    private final OplogHeadroom headroom;
    private long last = System.nanoTime();

    Heartbeat(
            StreamPolicy policy,
            MongoDBSourceConfig config,
            StreamMetrics metrics,
            StreamOutput output) {
        interval = Duration.ofMillis(config.getHeartbeatIntervalMillis());
        this.output = output;
        MongoClient client = MongoUtils.clientFor(config);
        headroom = new OplogHeadroom(client, policy.oplogHeadroom(), metrics);
    }

    void beat(ResumePoint point) throws InterruptedException {
        long now = System.nanoTime();
        if (now - last >= interval.toNanos()) {
            last = now;
            output.put(new StreamElement.Passed(point));
            headroom.measure(point);
        }
    }
}
