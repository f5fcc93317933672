package dev.lockstep.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.time.Duration;
import org.bson.BsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how far the stream is from the oplog's oldest entry, behind which changes are lost. That
 * takes the right to read {@code local.oplog.rs}, and a sharded cluster does not show it.
 */
final class OplogHeadroom {

    private static final Logger LOG = LoggerFactory.getLogger(OplogHeadroom.class);

    private final MongoClient client;
    private final Duration enough;
    private final StreamMetrics metrics;
    private boolean told;
    private boolean hidden;

    OplogHeadroom(MongoClient client, Duration enough, StreamMetrics metrics) {
        this.client = client;
        this.enough = enough;
        this.metrics = metrics;
    }

    void measure(ResumePoint point) {
        if (hidden) {
            return;
        }
        try {
            BsonDocument oldest =
                    client.getDatabase("local")
                            .getCollection("oplog.rs", BsonDocument.class)
                            .find()
                            .sort(Sorts.ascending("$natural"))
                            .projection(Projections.include("ts"))
                            .first();
            if (oldest != null) {
                measured(point.time().getTime() - oldest.getTimestamp("ts").getTime());
            }
        } catch (MongoInterruptedException e) {
            throw e;
        } catch (MongoException e) {
            hidden = StreamErrors.ofAnOpenStream(e) == StreamErrors.REFUSED;
            LOG.info("Can't look how far the oplog reaches back: {}", StreamErrors.name(e));
        }
    }

    private void measured(long seconds) {
        metrics.oplogHeadroom(seconds);
        boolean near = seconds < enough.toSeconds();
        if (near && !told) {
            LOG.warn(
                    "The oldest entry of the source's oplog is only {} s behind where the pipeline"
                            + " reads: when it is overtaken, changes are lost to it. Give the oplog"
                            + " a longer window (replSetResizeOplog), or find what slows the"
                            + " pipeline",
                    seconds);
        }
        told = near;
    }
}
