package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every operation of the source becomes what it is in the target. */
final class OperationsITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);

    @Test
    void insert() throws Exception {
        MongoCollection<Document> orders = shop.collection("orders");
        orders.insertOne(new Document("_id", 1).append("n", 1));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();

        orders.insertOne(new Document("_id", 2).append("n", 2));
        orders.updateOne(eq("_id", 1), Updates.inc("n", 10));

        job.awaitInStep();
        assertThat(shop.target().rows("SELECT * FROM `" + shop.table("orders") + "` ORDER BY id"))
                .containsExactly(Map.of("id", 1L, "n", 11), Map.of("id", 2L, "n", 2));
    }
}
