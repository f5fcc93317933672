package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.SchemaDrift;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A history has every change once, in order, whatever happens to the job. */
final class HistoryITCase {

    private static final int DOCUMENTS = 20;
    private static final int VERSIONS = 40;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL).batchRows(7);
    private final MongoCollection<Document> orders = shop.collection("orders");
    private final String table = shop.table("orders");

    @Test
    void nothingIsDoubledOrLostWhenTheJobIsKilled() throws Exception {
        shop.declare(
                new CollectionMapping(
                                shop.database().getName(),
                                "orders",
                                table,
                                List.of(),
                                List.of(),
                                List.of(),
                                SchemaDrift.EVOLVE)
                        .withHistory(table + "_history"));
        orders.insertMany(IntStream.range(0, DOCUMENTS).mapToObj(id -> document(id, 0)).toList());
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();

        for (int version = 1; version <= VERSIONS; version++) {
            for (int id = 0; id < DOCUMENTS; id++) {
                orders.replaceOne(eq("_id", id), document(id, version));
            }
            if (version == VERSIONS / 2) {
                job.await(() -> assertThat(changes()).isGreaterThan(2 * DOCUMENTS));
                FLINK.replaceTaskManager();
            }
        }
        orders.deleteOne(eq("_id", 0));
        job.awaitRestartAfter(0);
        job.awaitDrained();

        for (long id = 0; id < DOCUMENTS; id++) {
            assertThat(told(id)).isEqualTo(expected(id == 0));
        }
        assertThat(shop.target().number("SELECT COUNT(*) FROM `" + table + "`"))
                .isEqualTo(DOCUMENTS - 1);
    }

    private static List<String> expected(boolean deleted) {
        List<String> expected = new ArrayList<>(List.of("READ 0"));
        IntStream.rangeClosed(1, VERSIONS).forEach(v -> expected.add("REPLACE " + v));
        if (deleted) {
            expected.add("DELETE");
        }
        return expected;
    }

    private List<String> told(long id) throws Exception {
        return shop.target()
                .strings(
                        "SELECT CONCAT_WS(' ', _operation, version) FROM `%s_history` WHERE id = %d ORDER BY _position"
                                .formatted(table, id));
    }

    private long changes() throws Exception {
        return shop.target().number("SELECT COUNT(*) FROM `" + table + "_history`");
    }

    private static Document document(int id, int version) {
        return new Document("_id", id).append("version", version);
    }
}
