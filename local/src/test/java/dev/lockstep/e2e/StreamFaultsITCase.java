package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoSocketException;
import com.mongodb.client.MongoCollection;
import dev.lockstep.config.StreamPolicy;
import dev.lockstep.config.StreamPolicy.OnDrop;
import dev.lockstep.config.StreamPolicy.OnHistoryLost;
import dev.lockstep.config.StreamPolicy.OnRename;
import dev.lockstep.config.StreamPolicy.PostImages;
import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import dev.lockstep.local.mongodb.FailPoint;
import dev.lockstep.local.mongodb.Faults;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.awaitility.Awaitility;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a change stream, without the job's restart and without loss. */
final class StreamFaultsITCase {

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(
                    EmbeddedMongoDb.Options.DEFAULT
                            .withHeartbeat(Duration.ofSeconds(1))
                            .withOplogBytes(256 * 1024));

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private static final StreamPolicy RESNAPSHOT =
            new StreamPolicy(
                    PostImages.AUTO,
                    OnHistoryLost.RESNAPSHOT,
                    OnDrop.FAIL,
                    OnRename.FAIL,
                    Duration.ofHours(1));

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);
    private final MongoCollection<Document> orders = shop.collection("orders");

    @AfterEach
    void mend() {
        faults().failNoCommand();
    }

    /** 43 and 91 the driver takes as a reason to resume by itself, the others not. */
    @ParameterizedTest
    @ValueSource(ints = {43, 91, 136, 189, 280, 286, 10334})
    void errorsOfAnOpenStream(int code) throws Exception {
        orders.insertOne(new Document("_id", 1).append("n", 0));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        int before = counter("streamReopened");

        faults().failCommand(FailPoint.on("getMore").times(2).failingWith(code));
        for (int n = 0; n < 100; n++) {
            orders.updateOne(eq("_id", 1), inc("n", 1));
            orders.insertOne(new Document("_id", 100 + n));
        }

        job.awaitInStep();
        assertThat(counter("streamReopened")).as("it broke").isGreaterThan(before);
        assertThat(job.attempt()).isZero();
        assertThat(job.failures()).isEmpty();
    }

    @Test
    void cursorsKilledAndConnectionsLost() throws Exception {
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        int before = counter("streamReopened");

        for (int n = 0; n < 200; n++) {
            orders.insertOne(new Document("_id", n));
            if (n == 50) {
                faults().killCursors();
            }
        }
        faults().dropConnections();
        // This client has lost its connection too.
        Awaitility.await()
                .ignoreExceptionsInstanceOf(MongoSocketException.class)
                .until(() -> orders.countDocuments() == 200);

        job.awaitInStep();
        assertThat(counter("streamReopened")).isGreaterThan(before);
        assertThat(job.failures()).isEmpty();
    }

    /** The task gives up, and Flink restarts the job from its checkpoint. */
    @Test
    void aStreamThatCanNotBeOpenedForLong() throws Exception {
        RunningJob job = FLINK.start(shop, 1);
        job.awaitStreaming();
        faults().failCommand(FailPoint.on("aggregate").failingWith(189));
        faults().killCursors();
        orders.insertOne(new Document("_id", 1));
        job.awaitRestartAfter(0);
        faults().failNoCommand();

        job.awaitInStep();
        assertThat(job.failures().get(0).getExceptionAsString())
                .contains("The change stream broke 9 times in a row");
        job.await(
                () ->
                        assertThat(JobMetrics.longGauge("oplogHeadroomSeconds", Map.of()))
                                .as("of the new attempt")
                                .isNotNegative());
    }

    @Test
    void anIdleStreamTellsItsTime() throws Exception {
        RunningJob job = FLINK.start(shop, 3);
        job.awaitInStep();
        long now = clusterSeconds() * 1000L;

        job.await(
                () ->
                        assertThat(
                                        JobMetrics.longGauge(
                                                "currentInputWatermark",
                                                Map.of("<operator_name>", "map documents")))
                                .isGreaterThanOrEqualTo(now - 1));
    }

    @Test
    void historyThatIsLostStopsTheJob(@TempDir Path savepoints) throws Exception {
        orders.insertOne(new Document("_id", "before"));
        RunningJob stopped = FLINK.start(shop, 2);
        stopped.awaitInStep();
        String savepoint = stopped.stopWithSavepoint(savepoints);
        orders.insertOne(new Document("_id", "lost"));
        overrunTheOplog();

        RunningJob job = FLINK.restore(shop, 2, savepoint);

        assertThat(job.awaitEnd()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failures().get(0).getExceptionAsString())
                .contains("The source's oplog no longer reaches back to ")
                .contains("source.on_history_lost");
        assertThat(job.attempt()).as("it is not restarted").isZero();
    }

    @Test
    void historyThatIsLostIsBridged(@TempDir Path savepoints) throws Exception {
        orders.insertMany(
                List.of(
                        new Document("_id", "deleted"),
                        new Document("_id", "stays"),
                        new Document("_id", "rejected").append("n", 1.5)));
        RunningJob stopped = FLINK.start(shop.streamPolicy(RESNAPSHOT), 2);
        stopped.awaitInStep();
        String savepoint = stopped.stopWithSavepoint(savepoints);
        orders.deleteOne(eq("_id", "deleted"));
        orders.updateOne(eq("_id", "rejected"), set("n", Double.NaN));
        orders.insertOne(new Document("_id", "lost"));
        overrunTheOplog();

        RunningJob job = FLINK.restore(shop, 2, savepoint);

        String table = shop.table("orders");
        job.await(
                () ->
                        assertThat(
                                        shop.target()
                                                .strings(
                                                        "SELECT id FROM `"
                                                                + table
                                                                + "` ORDER BY 1"))
                                .containsExactly("lost", "rejected", "stays"));
        orders.insertOne(new Document("_id", "later"));
        job.awaitInStep();
        assertThat(counter("historyLost")).isEqualTo(1);
        assertThat(job.failures()).isEmpty();
    }

    /** Reading everything takes longer than the oplog reaches back. */
    @Test
    void historyThatIsLostAgainAndAgainStopsTheJob(@TempDir Path savepoints) throws Exception {
        orders.insertOne(new Document("_id", 1));
        RunningJob stopped = FLINK.start(shop.streamPolicy(RESNAPSHOT), 2);
        stopped.awaitInStep();
        String savepoint = stopped.stopWithSavepoint(savepoints);
        overrunTheOplog();
        faults().failCommand(FailPoint.on("find").delaying(Duration.ofSeconds(1)));

        RunningJob job = FLINK.restore(shop, 2, savepoint);

        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> {
                            overrunTheOplog();
                            return !job.failures().isEmpty();
                        });
        assertThat(job.awaitEnd()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failures().get(0).getExceptionAsString())
                .contains("Everything was read again")
                .contains("twice");
    }

    /** Nobody watches what overruns it. */
    private static void overrunTheOplog() {
        MongoCollection<Document> other = MONGODB.newDatabase("other").getCollection("noise");
        String noise = "x".repeat(1024);
        for (int n = 0; n < 3; n++) {
            other.insertMany(
                    IntStream.range(0, 200).mapToObj(i -> new Document("noise", noise)).toList());
        }
    }

    private int clusterSeconds() {
        Document reply =
                shop.database()
                        .runCommand(
                                new Document("insert", "clock")
                                        .append("documents", List.of(new Document())));
        return reply.get("operationTime", BsonTimestamp.class).getTime();
    }

    private static Faults faults() {
        return ((EmbeddedMongoDb) MONGODB.server()).faults();
    }

    private static int counter(String name) {
        return JobMetrics.counters(name);
    }
}
