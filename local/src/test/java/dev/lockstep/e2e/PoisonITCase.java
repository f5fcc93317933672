package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.MinKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Documents that can't be rows: each is a dead letter, and all others of its batch are rows. */
final class PoisonITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private static final int BATCH = 600;

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);

    @Test
    void numbersThatSqlDoesNotHave() throws Exception {
        MongoCollection<Document> readings = shop.collection("readings");
        List<Document> read = readings(0);
        read.get(7).put("value", Double.NaN);
        read.get(8).put("sensor", Document.parse("{limits: {low: 0, high: -Infinity}}"));
        readings.insertMany(read);
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        List<Document> inserted = readings(BATCH);
        inserted.get(9).put("value", Decimal128.NaN);
        readings.insertMany(inserted);

        job.awaitInStep();

        assertThat(rows("SELECT COUNT(*) FROM `%s`", "readings"))
                .containsExactly(Integer.toString(2 * BATCH - 3));
        assertThat(DeadLetterRows.of("readings", shop))
                .containsExactly(
                        "609 NUMBER_NOT_FINITE value INSERT open",
                        "7 NUMBER_NOT_FINITE value READ open",
                        "8 NUMBER_NOT_FINITE sensor.limits.high READ open");
    }

    @Test
    void aDeadLetterHasWhatATryAgainNeeds() throws Exception {
        MongoCollection<Document> readings = shop.collection("readings");
        Document read = new Document("_id", 1).append("é😀", "x").append("value", Double.NaN);
        Document inserted = new Document("_id", 2).append("value", Double.NaN).append("é😀", "y");
        readings.insertOne(read);
        RunningJob job = FLINK.start(shop, 1);
        job.awaitStreaming();
        readings.insertOne(inserted);

        job.awaitInStep();

        String columns = "document, CONCAT(position IS NULL, cluster_time IS NULL) AS nowhere";
        List<Map<String, Object>> letters =
                shop.target()
                        .rows(
                                "SELECT %s FROM lockstep_dead_letters WHERE pipeline = '%s' ORDER BY document_key"
                                        .formatted(columns, shop.name()));
        letters.forEach(
                letter ->
                        letter.computeIfPresent(
                                "document", (name, text) -> Document.parse(text.toString())));
        assertThat(letters)
                .containsExactly(
                        Map.of("document", read, "nowhere", "11"),
                        Map.of("document", inserted, "nowhere", "00"));
    }

    @Test
    void rowsThatTheTargetRefusesAreFoundInTheirBatch() throws Exception {
        shop.target()
                .execute(
                        """
                        CREATE TABLE `%s` (id BIGINT PRIMARY KEY, code VARCHAR(3),
                            price INT NOT NULL CHECK (price >= 0))
                        """
                                .formatted(shop.table("prices")));
        List<Document> batch = new ArrayList<>();
        range(0, BATCH).forEach(i -> batch.add(new Document("_id", i).append("price", i)));
        batch.get(0).put("price", -1);
        batch.get(BATCH / 2).put("price", null);
        batch.get(BATCH - 1).put("price", -2);
        RunningJob job = FLINK.start(shop, 1);
        job.awaitStreaming();
        shop.collection("prices").insertMany(batch);

        job.awaitInStep();

        assertThat(rows("SELECT COUNT(*) FROM `%s`", "prices"))
                .containsExactly(Integer.toString(BATCH - 3));
        assertThat(DeadLetterRows.of("prices", shop))
                .containsExactly(
                        "0 ROW_REJECTED  INSERT open",
                        "300 ROW_REJECTED price INSERT open",
                        "599 ROW_REJECTED  INSERT open");
    }

    @Test
    void idsThatCantBeAPrimaryKey() throws Exception {
        String longest = "😀".repeat(768);
        String tooLong = "k".repeat(769);
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        shop.collection("items")
                .insertMany(
                        List.of(
                                new Document("_id", "before").append("n", 1),
                                new Document("_id", null).append("n", 2),
                                new Document("_id", Double.NaN).append("n", 3),
                                new Document("_id", new MinKey()).append("n", 4),
                                new Document("_id", tooLong).append("n", 5),
                                new Document("_id", longest).append("n", 6),
                                new Document("_id", "after").append("n", 7)));

        job.awaitInStep();

        assertThat(rows("SELECT CONCAT(n, ' ', id) FROM `%s` ORDER BY n", "items"))
                .containsExactly(
                        "1 before",
                        "2 null",
                        "3 {\"$numberDouble\":\"NaN\"}",
                        "4 {\"$minKey\":1}",
                        "6 " + longest,
                        "7 after");
        assertThat(DeadLetterRows.of("items", shop))
                .containsExactly("\"" + tooLong + "\" KEY_NOT_SUPPORTED _id INSERT open");
    }

    @Test
    void aDeadLetterIsSupersededByTheNextGoodStateOfItsDocument() throws Exception {
        MongoCollection<Document> items = shop.collection("items");
        range(0, 4).forEach(i -> items.insertOne(new Document("_id", i).append("n", i + 0.5)));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        items.updateMany(new Document(), set("n", Double.NaN));
        job.awaitInStep();
        // A row keeps the last state of its document that could be one.
        assertThat(idsAndNumbers()).containsExactly("0 0.5", "1 1.5", "2 2.5", "3 3.5");
        assertThat(DeadLetterRows.of("items", shop))
                .containsExactly(
                        "0 NUMBER_NOT_FINITE n UPDATE open",
                        "1 NUMBER_NOT_FINITE n UPDATE open",
                        "2 NUMBER_NOT_FINITE n UPDATE open",
                        "3 NUMBER_NOT_FINITE n UPDATE open");

        items.updateOne(eq(1), set("n", 10.5));
        items.replaceOne(eq(2), new Document("n", 20.5));
        items.deleteOne(eq(3));
        job.awaitInStep();

        assertThat(idsAndNumbers()).containsExactly("0 0.5", "1 10.5", "2 20.5");
        assertThat(DeadLetterRows.of("items", shop))
                .containsExactly(
                        "0 NUMBER_NOT_FINITE n UPDATE open",
                        "1 NUMBER_NOT_FINITE n UPDATE superseded",
                        "2 NUMBER_NOT_FINITE n UPDATE superseded",
                        "3 NUMBER_NOT_FINITE n UPDATE superseded");

        items.replaceOne(eq(1), new Document("n", Double.NaN));
        job.awaitInStep();

        assertThat(DeadLetterRows.of("items", shop)).contains("1 NUMBER_NOT_FINITE n REPLACE open");
    }

    private List<String> idsAndNumbers() throws SQLException {
        return rows("SELECT CONCAT(id, ' ', n) FROM `%s` ORDER BY id", "items");
    }

    private static List<Document> readings(int first) {
        List<Document> readings = new ArrayList<>();
        range(first, first + BATCH)
                .forEach(i -> readings.add(new Document("_id", i).append("value", i / 8.0)));
        return readings;
    }

    /** One column of a query on a collection's table. */
    private List<String> rows(String sql, String collection) throws SQLException {
        return shop.target().strings(sql.formatted(shop.table(collection)));
    }
}
