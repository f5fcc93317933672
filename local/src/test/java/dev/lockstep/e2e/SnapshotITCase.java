package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Updates;
import dev.lockstep.config.Startup;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.awaitility.Awaitility;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the job begins: with a snapshot under changes, or at a place in the change stream. */
final class SnapshotITCase {

    private static final int DOCUMENTS = 3_000;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);

    /** Equal ids, because documents of different collections must never be taken for one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void takesAllChangesDuringTheSnapshot(int parallelism) throws Exception {
        List<String> collections = List.of("customers", "orders", "products");
        collections.forEach(name -> RandomChanges.fill(shop.collection(name), DOCUMENTS));
        List<RandomChanges> changes =
                collections.stream()
                        .map(name -> RandomChanges.start(shop.collection(name), DOCUMENTS, 1))
                        .toList();

        RunningJob job = FLINK.start(shop.splitSizeMb(1), parallelism);
        job.await(() -> assertThat(rows("customers") + rows("orders")).isPositive());
        long duringSnapshot = changes.stream().mapToLong(RandomChanges::done).sum();
        job.awaitStreaming();
        for (RandomChanges change : changes) {
            change.stop();
        }

        assertThat(duringSnapshot).isPositive();
        job.awaitInStep();
    }

    @Test
    void endsAfterTheSnapshotWhenThatIsAll() throws Exception {
        RandomChanges.fill(shop.collection("orders"), DOCUMENTS);
        shop.collection("products").insertOne(new Document("_id", "p").append("price", 3));

        RunningJob job = FLINK.start(shop.splitSizeMb(1).startup(new Startup.SnapshotOnly()), 2);

        assertThat(job.awaitEnd()).isEqualTo(JobStatus.FINISHED);
        shop.assertInStep();
        assertThat(rows("orders")).isEqualTo(DOCUMENTS);
    }

    @Test
    void beginsAtTheEndOfTheStream() throws Exception {
        shop.collection("orders").insertOne(order("before", 1));
        shop.collection("orders").insertOne(order("changed", 1));

        RunningJob job = FLINK.start(shop.startup(new Startup.Latest()), 2);
        job.awaitStreaming();
        shop.collection("orders").insertOne(order("after", 1));
        shop.collection("orders").updateOne(new Document("_id", "changed"), Updates.inc("n", 1));

        job.awaitDrained();
        assertThat(orders())
                .containsExactly(Map.of("id", "after", "n", 1), Map.of("id", "changed", "n", 2));
    }

    @Test
    void beginsAtATimestamp() throws Exception {
        shop.collection("orders").insertOne(order("before", 1));
        shop.collection("orders").insertOne(order("changed", 1));
        Instant start = nextSecond();
        shop.collection("orders").insertOne(order("after", 1));
        shop.collection("orders").updateOne(new Document("_id", "changed"), Updates.inc("n", 1));
        shop.collection("orders").insertOne(order("deleted", 1));
        shop.collection("orders").deleteOne(new Document("_id", "deleted"));

        RunningJob job = FLINK.start(shop.startup(new Startup.AtTimestamp(start)), 2);

        job.awaitDrained();
        assertThat(orders())
                .containsExactly(Map.of("id", "after", "n", 1), Map.of("id", "changed", "n", 2));
    }

    private static Document order(String id, int n) {
        return new Document("_id", id).append("n", n);
    }

    private List<Map<String, Object>> orders() throws Exception {
        return shop.target().rows("SELECT * FROM `" + shop.table("orders") + "` ORDER BY id");
    }

    private long rows(String collection) throws Exception {
        return shop.target().number("SELECT COUNT(*) FROM `" + shop.table(collection) + "`");
    }

    /** Waits until the source's time is in a second in which nothing was written yet. */
    private Instant nextSecond() {
        int now = clusterSeconds();
        Awaitility.await().until(() -> clusterSeconds() > now);
        return Instant.ofEpochSecond(now + 1L);
    }

    /** Writes, because only writes are sure to move the source's time. */
    private int clusterSeconds() {
        Document reply =
                shop.database()
                        .runCommand(
                                new Document("insert", "clock")
                                        .append("documents", List.of(new Document())));
        return reply.get("operationTime", BsonTimestamp.class).getTime();
    }
}
