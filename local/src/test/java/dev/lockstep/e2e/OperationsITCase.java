package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the source becomes what it is in the target. */
final class OperationsITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);
    private final MongoCollection<Document> orders = shop.collection("orders");

    @Test
    void changesOfOneDocument() throws Exception {
        for (String id :
                List.of("delete", "inc", "nulled", "push", "replace", "return", "set", "unset")) {
            orders.insertOne(order(id));
        }
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();

        orders.insertOne(order("insert"));
        orders.updateOne(eq("_id", "set"), combine(set("n", 2), set("customer.name", "Bo")));
        orders.updateOne(eq("_id", "unset"), unset("customer"));
        orders.updateOne(eq("_id", "nulled"), set("customer.name", null));
        orders.updateOne(eq("_id", "inc"), inc("n", 41));
        orders.updateOne(eq("_id", "push"), push("tags", "b"));
        orders.replaceOne(eq("_id", "replace"), new Document("n", 7));
        orders.deleteOne(eq("_id", "delete"));
        orders.deleteOne(eq("_id", "return"));
        orders.insertOne(new Document("_id", "return").append("n", 9));

        job.awaitInStep();
        assertThat(orderRows())
                .containsExactly(
                        asList("inc", 42, "Al", "[\"a\"]"),
                        asList("insert", 1, "Al", "[\"a\"]"),
                        asList("nulled", 1, null, "[\"a\"]"),
                        asList("push", 1, "Al", "[\"a\",\"b\"]"),
                        asList("replace", 7, null, null),
                        asList("return", 9, null, null),
                        asList("set", 2, "Bo", "[\"a\"]"),
                        asList("unset", 1, null, "[\"a\"]"));
        assertThat(shop.deadLetters()).isEmpty();
    }

    @Test
    void changesThatFindOrInsert() throws Exception {
        for (String id : List.of("found", "found-replaced", "found-deleted", "upsert")) {
            orders.insertOne(order(id));
        }
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        UpdateOptions upsert = new UpdateOptions().upsert(true);

        orders.findOneAndUpdate(eq("_id", "found"), inc("n", 1));
        orders.findOneAndReplace(eq("_id", "found-replaced"), new Document("n", 3));
        orders.findOneAndDelete(eq("_id", "found-deleted"));
        orders.updateOne(eq("_id", "upsert"), inc("n", 3), upsert);
        orders.updateOne(eq("_id", "upsert-new"), inc("n", 5), upsert);
        orders.replaceOne(
                eq("_id", "upsert-replace"),
                new Document("n", 6),
                new ReplaceOptions().upsert(true));
        orders.bulkWrite(
                List.of(
                        new InsertOneModel<>(order("bulk")),
                        new InsertOneModel<>(order("bulk-gone")),
                        new UpdateOneModel<>(eq("_id", "bulk"), inc("n", 6)),
                        new DeleteOneModel<>(eq("_id", "bulk-gone"))));

        job.awaitInStep();
        assertThat(orderRows())
                .containsExactly(
                        asList("bulk", 7, "Al", "[\"a\"]"),
                        asList("found", 2, "Al", "[\"a\"]"),
                        asList("found-replaced", 3, null, null),
                        asList("upsert", 4, "Al", "[\"a\"]"),
                        asList("upsert-new", 5, null, null),
                        asList("upsert-replace", 6, null, null));
    }

    @Test
    void bursts() throws Exception {
        RunningJob job = FLINK.start(shop, 4);
        job.awaitStreaming();

        orders.insertMany(
                IntStream.range(0, 2_000)
                        .mapToObj(id -> new Document("_id", id).append("n", id % 2))
                        .toList());
        orders.updateMany(eq("n", 0), set("n", 10));
        orders.bulkWrite(
                List.of(
                        new UpdateManyModel<>(gte("_id", 1_000), inc("n", 100)),
                        new ReplaceOneModel<>(eq("_id", 1_999), new Document("n", -1))));
        orders.deleteMany(lt("_id", 500));

        job.awaitInStep();
        assertThat(
                        shop.target()
                                .values(
                                        "SELECT n, COUNT(*) FROM `%s` GROUP BY n ORDER BY n"
                                                .formatted(shop.table("orders"))))
                .containsExactly(
                        asList(-1, 1L),
                        asList(1, 250L),
                        asList(10, 250L),
                        asList(101, 499L),
                        asList(110, 500L));
    }

    @Test
    void updateWhoseDocumentIsGoneWhenItIsLookedUp(@TempDir Path savepoints) throws Exception {
        orders.insertMany(List.of(order("gone"), order("returned")));
        RunningJob before = FLINK.start(shop, 2);
        before.awaitInStep();
        String savepoint = before.stopWithSavepoint(savepoints);

        BsonDocument here = resumeToken();
        orders.updateOne(eq("_id", "gone"), inc("n", 1));
        orders.deleteOne(eq("_id", "gone"));
        orders.updateOne(eq("_id", "returned"), inc("n", 1));
        orders.deleteOne(eq("_id", "returned"));
        orders.insertOne(new Document("_id", "returned").append("n", 8));
        assertThat(events(here, 5))
                .extracting(event -> event.getFullDocument() == null)
                .as("without a document: the update of 'gone' too, not that of 'returned'")
                .containsExactly(true, true, false, true, false);

        FLINK.restore(shop, 2, savepoint).awaitInStep();
        assertThat(orderRows()).containsExactly(asList("returned", 8, null, null));
        assertThat(shop.deadLetters()).isEmpty();
    }

    @Test
    void equalCollectionsAndIdsInSeveralDatabases() throws Exception {
        MongoDatabase other = shop.addDatabase("stock");
        MongoCollection<Document> others = other.getCollection("orders");
        orders.insertMany(List.of(order("a"), order("b")));
        others.insertMany(List.of(order("a").append("n", 100), order("b").append("n", 100)));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();

        orders.updateOne(eq("_id", "a"), inc("n", 1));
        others.updateOne(eq("_id", "a"), inc("n", 2));
        orders.deleteOne(eq("_id", "b"));
        others.insertOne(order("c"));

        job.awaitInStep();
        assertThat(orderRows()).containsExactly(asList("a", 2, "Al", "[\"a\"]"));
        assertThat(orderRows(shop.table(other, "orders")))
                .containsExactly(
                        asList("a", 102, "Al", "[\"a\"]"),
                        asList("b", 100, "Al", "[\"a\"]"),
                        asList("c", 1, "Al", "[\"a\"]"));
    }

    private static Document order(String id) {
        return new Document("_id", id)
                .append("n", 1)
                .append("customer", new Document("name", "Al"))
                .append("tags", List.of("a"));
    }

    private List<List<Object>> orderRows() throws Exception {
        return orderRows(shop.table("orders"));
    }

    private List<List<Object>> orderRows(String table) throws Exception {
        return shop.target()
                .values(
                        "SELECT id, n, customer_name, REPLACE(tags, ' ', '') FROM `"
                                + table
                                + "` ORDER BY id");
    }

    private BsonDocument resumeToken() {
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor =
                orders.watch().cursor()) {
            assertThat(cursor.tryNext()).isNull();
            return Objects.requireNonNull(cursor.getResumeToken());
        }
    }

    /** What a change stream gives that is opened now. */
    private List<ChangeStreamDocument<Document>> events(BsonDocument after, int count) {
        List<ChangeStreamDocument<Document>> events = new ArrayList<>();
        try (var cursor =
                orders.watch()
                        .resumeAfter(after)
                        .fullDocument(FullDocument.UPDATE_LOOKUP)
                        .cursor()) {
            while (events.size() < count) {
                events.add(cursor.next());
            }
        }
        return events;
    }
}
