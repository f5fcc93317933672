package dev.lockstep.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.lockstep.local.mongodb.MongoDbExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How far the oplog reaches back behind the stream, and that it is said when that is too little.
 */
final class OplogHeadroomITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();

    private static final Logger LOGGER = (Logger) LogManager.getLogger(OplogHeadroom.class);

    private final Gauges gauges = new Gauges();
    private final Warnings warnings = new Warnings();
    private final OplogHeadroom headroom =
            new OplogHeadroom(MONGODB.client(), Duration.ofMinutes(1), new StreamMetrics(gauges));

    @BeforeEach
    void listen() {
        warnings.start();
        LOGGER.addAppender(warnings);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeAppender(warnings);
    }

    @Test
    void theGaugeTellsSecondsBehindTheStream() {
        assertThat(gauges.headroom()).as("before the stream").isEqualTo(-1);

        headroom.measure(behindTheOldestEntry(7_200));
        assertThat(gauges.headroom()).isEqualTo(7_200);

        headroom.measure(behindTheOldestEntry(61));
        assertThat(gauges.headroom()).isEqualTo(61);
        assertThat(warnings.seconds()).isEmpty();
    }

    @Test
    void theWarningIsSaidOnceEachTimeItBecomesTooLittle() {
        for (int seconds : new int[] {60, 59, 58, 3, 59, 60, 61, 30, 31}) {
            headroom.measure(behindTheOldestEntry(seconds));
        }

        assertThat(gauges.headroom()).isEqualTo(31);
        assertThat(warnings.seconds()).containsExactly(59L, 30L);
    }

    private static ResumePoint behindTheOldestEntry(int seconds) {
        MongoCollection<BsonDocument> oplog =
                MONGODB.client().getDatabase("local").getCollection("oplog.rs", BsonDocument.class);
        BsonTimestamp oldest =
                oplog.find().sort(Sorts.ascending("$natural")).first().getTimestamp("ts");
        return new ResumePoint(new BsonTimestamp(oldest.getTime() + seconds, 1), null);
    }

    /** Of a stream's metrics. */
    private static final class Gauges extends UnregisteredMetricsGroup {

        private final Map<String, Gauge<?>> gauges = new HashMap<>();

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(name, gauge);
            return gauge;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }

        long headroom() {
            return (long) gauges.get("oplogHeadroomSeconds").getValue();
        }
    }

    /** What is logged as a warning. */
    private static final class Warnings extends AbstractAppender {

        private final Queue<LogEvent> events = new ConcurrentLinkedQueue<>();

        Warnings() {
            super("warnings", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            LogEvent kept = event.toImmutable();
            // Not by its Level: that class refers to annotations that are not there.
            if (kept.toString().contains(" Level=WARN ")) {
                events.add(kept);
            }
        }

        /** The number in each of them. */
        List<Object> seconds() {
            return events.stream().map(event -> event.getMessage().getParameters()[0]).toList();
        }
    }
}
