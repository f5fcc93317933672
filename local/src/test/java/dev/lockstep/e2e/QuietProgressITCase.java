package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.sql.SQLException;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The progress of documents that nobody changes goes on with the source's time. */
final class QuietProgressITCase {

    private static final int PARALLELISM = 3;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);

    @Test
    void everyRangeMovesOnWithoutEvents() throws Exception {
        shop.collection("orders").insertOne(new Document("_id", 1));
        RunningJob job = FLINK.start(shop, PARALLELISM);
        job.awaitInStep();
        long time = sourceTime();

        job.await(
                () -> {
                    // Nothing that the job reads, but it moves the source's time on.
                    MONGODB.newDatabase("other").getCollection("other").insertOne(new Document());
                    assertThat(rangesBehind(time)).isZero();
                });
        assertThat(rangesBehind(Integer.MAX_VALUE)).isEqualTo(PARALLELISM);
    }

    private long sourceTime() {
        return MONGODB.client()
                .getDatabase("admin")
                .runCommand(new Document("ping", 1))
                .get("$clusterTime", Document.class)
                .get("clusterTime", BsonTimestamp.class)
                .getTime();
    }

    private long rangesBehind(long seconds) throws SQLException {
        return shop.target()
                .number(
                        "SELECT COUNT(*) FROM lockstep_progress WHERE pipeline = '%s' AND (cluster_time IS NULL OR cluster_time <= '1970-01-01' + INTERVAL %d SECOND)"
                                .formatted(shop.name(), seconds));
    }
}
