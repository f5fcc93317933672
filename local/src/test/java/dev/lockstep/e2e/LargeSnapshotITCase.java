package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.local.verify.ComparisonResult;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A snapshot that is read in many parts while its documents change. */
final class LargeSnapshotITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private static final int DOCUMENTS = 50_000;
    private static final int CHUNK = 5_000;
    private static final int TEXT_LENGTH = 400;
    private static final String TEXT = "x".repeat(TEXT_LENGTH);

    /** Splits of one megabyte: the texts alone need so many. */
    private static final int LEAST_SPLITS = DOCUMENTS / ((1 << 20) / TEXT_LENGTH);

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL).splitSizeMb(1);

    @Test
    void severalSplitsUnderWrites() throws Exception {
        MongoCollection<Document> events = shop.collection("events");
        range(0, DOCUMENTS / CHUNK)
                .mapToObj(chunk -> range(chunk * CHUNK, (chunk + 1) * CHUNK))
                .forEach(
                        ids ->
                                events.insertMany(
                                        ids.mapToObj(LargeSnapshotITCase::event).toList()));
        RunningJob job = FLINK.start(shop, 2);
        job.await(() -> assertThat(rows()).as("rows so far").isPositive());
        assertThat(rows()).as("rows when the writer begins").isLessThan(DOCUMENTS);
        CountDownLatch streaming = new CountDownLatch(1);
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(() -> change(events, streaming));
        job.awaitStreaming();
        streaming.countDown();
        writer.join();

        job.awaitInStep();

        ComparisonResult result = shop.compare();
        assertThat(result.documents()).isEqualTo(events.countDocuments());
        assertThat(result.rows()).isEqualTo(result.documents());
        assertThat(result.deadLetters()).isZero();
        Map<String, String> scope =
                Map.of("<namespace>", shop.database().getName(), "<table>", "events");
        assertThat(JobMetrics.gauge("numSnapshotSplitsFinished", scope))
                .isGreaterThan(LEAST_SPLITS);
    }

    private static Document event(int id) {
        return new Document("_id", id).append("n", 0).append("text", TEXT);
    }

    private long rows() throws Exception {
        return shop.target().number("SELECT COUNT(*) FROM `" + shop.table("events") + "`");
    }

    /** Writes from the snapshot into the stream, and a bit longer. */
    private static void change(MongoCollection<Document> events, CountDownLatch streaming) {
        Random random = new Random(7);
        for (int i = 0, left = 500; left > 0; i++, left -= streaming.getCount() == 0 ? 1 : 0) {
            int id = random.nextInt(DOCUMENTS);
            switch (i % 5) {
                case 0 -> events.deleteOne(eq(id));
                case 1 -> events.replaceOne(eq(id), new Document("replaced", i));
                case 2 -> events.insertOne(event(DOCUMENTS + i));
                default -> events.updateOne(eq(id), inc("n", 1));
            }
        }
    }
}
