package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.config.Startup;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job without Flink state begins where its target is. */
final class ResumeITCase {

    private static final int DOCUMENTS = 200;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop =
            new TestPipeline(MONGODB, MYSQL).startup(new Startup.Resume());
    private final MongoCollection<Document> orders = shop.collection("orders");

    @Test
    void readsNoSnapshotAgainAndMissesNothing() throws Exception {
        orders.insertMany(
                IntStream.range(0, DOCUMENTS)
                        .mapToObj(id -> new Document("_id", id).append("version", 0))
                        .toList());
        RunningJob lost = FLINK.start(shop, 2); // nothing to resume from: a snapshot
        lost.awaitInStep();
        replace(0, 40, 1); // some in each writer's range
        lost.awaitInStep();
        lost.cancel();
        WriteHistory history = WriteHistory.of(shop.target(), shop.table("orders"));
        replace(100, 110, 1);
        orders.deleteMany(in("_id", 5, 150));
        orders.insertOne(new Document("_id", DOCUMENTS).append("version", 0));

        RunningJob resumed = FLINK.start(shop, 3);

        resumed.awaitInStep();
        assertThat(resumed.restored()).isNull();
        assertThat(history.versions().keySet())
                .containsExactlyElementsOf(
                        IntStream.concat(IntStream.range(100, 110), IntStream.of(DOCUMENTS))
                                .mapToObj(id -> (long) id)
                                .toList());
    }

    private void replace(int from, int to, int version) {
        for (int id = from; id < to; id++) {
            orders.replaceOne(eq("_id", id), new Document("_id", id).append("version", version));
        }
    }
}
