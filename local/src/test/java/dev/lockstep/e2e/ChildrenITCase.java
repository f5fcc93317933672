package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.popFirst;
import static com.mongodb.client.model.Updates.popLast;
import static com.mongodb.client.model.Updates.pull;
import static com.mongodb.client.model.Updates.pullByFilter;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.local.verify.ChildTable;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.ElementKey;
import java.sql.SQLException;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Arrays in tables of their own, and arrays in these, from the source to the target. */
final class ChildrenITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private static final int DOCUMENTS = 1_000;

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);
    private final MongoCollection<Document> orders = shop.collection("orders");
    private final String table = shop.table("orders");

    /** Items by a field of theirs, lots in them by their place, and tags, by their place too. */
    @BeforeEach
    void declare() {
        ChildMapping items =
                new ChildMapping(
                        "items",
                        null,
                        new ElementKey.Field("sku", "sku"),
                        List.of(),
                        List.of(),
                        ChildMapping.OnMismatch.REJECT,
                        List.of(ChildMapping.byConvention("lots")));
        shop.withChildren(
                "orders",
                List.of(items, ChildMapping.byConvention("info.tags")),
                ChildTable.ofArray("items", table + "_items", "sku")
                        .withChildren(ChildTable.ofArray("lots", table + "_items_lots")),
                ChildTable.ofArray("info.tags", table + "_info_tags"));
    }

    @Test
    void everyShapeOfAnArrayInTheSnapshot() throws Exception {
        insert("{_id: 1, items: [{sku: 'a', lots: [1, 2]}, {sku: 'b', lots: [3]}]}");
        insert("{_id: 2, items: [], info: {tags: []}}");
        insert("{_id: 3, items: null, info: {tags: null}}");
        insert("{_id: 4, n: 1, info: null}");
        insert("{_id: 5, items: [{sku: 'c', lots: null}, {sku: 'd'}], info: {tags: ['t', null]}}");
        insert("{_id: 6, items: {sku: 'e'}}");
        RunningJob job = FLINK.start(shop, 2);

        job.awaitInStep();

        assertThat(ids()).containsExactly("1", "2", "3", "4", "5");
        assertThat(items()).containsExactly("1 a", "1 b", "5 c", "5 d");
        assertThat(lots()).containsExactly("1 a 0 1", "1 a 1 2", "1 b 0 3");
        assertThat(tags()).containsExactly("5 0 t", "5 1 -");
        assertThat(shop.deadLetters()).containsExactly(List.of("TYPE_MISMATCH", "items", false));
    }

    @Test
    void everyChangeOfAnArrayInTheStream() throws Exception {
        for (int id = 1; id <= 10; id++) {
            insert(order(id, "{sku: 'a', lots: [1, 2]}, {sku: 'b', lots: [4]}", "'x', 'y'"));
        }
        RunningJob job = FLINK.start(shop, 2);
        job.awaitInStep();
        assertThat(items()).hasSize(20);
        assertThat(lots()).hasSize(30);
        assertThat(tags()).hasSize(20);

        orders.updateOne(eq("_id", 1), combine(popLast("items"), popFirst("info.tags")));
        replace(order(2, "{sku: 'b', lots: [4]}, {sku: 'a', lots: [2, 1]}", "'y', 'x'"));
        orders.updateOne(eq("_id", 3), combine(set("items", List.of()), set("info", null)));
        orders.updateOne(eq("_id", 4), combine(set("items", null), set("info.tags", null)));
        orders.updateOne(eq("_id", 5), combine(unset("items"), unset("info.tags")));
        orders.deleteOne(eq("_id", 6));
        replace("{_id: 7, items: [{sku: 'n', lots: [9]}]}");
        orders.deleteOne(eq("_id", 8));
        insert(order(8, "{sku: 'b', lots: [5]}", "'again'"));
        orders.updateOne(eq("_id", 9), push("items", Document.parse("{sku: 'c', lots: [7, 8]}")));
        orders.updateOne(eq("_id", 9), combine(push("items.0.lots", 3), push("info.tags", "z")));
        orders.updateOne(eq("_id", 10), pullByFilter(new Document("items", eq("sku", "a"))));
        orders.updateOne(eq("_id", 10), pull("info.tags", "x"));

        job.awaitInStep();
        assertThat(ids()).containsExactly("1", "2", "3", "4", "5", "7", "8", "9", "10");
        assertThat(items())
                .containsExactly("1 a", "2 a", "2 b", "7 n", "8 b", "9 a", "9 b", "9 c", "10 b");
        assertThat(lots())
                .containsExactly(
                        "1 a 0 1",
                        "1 a 1 2",
                        "2 a 0 2",
                        "2 a 1 1",
                        "2 b 0 4",
                        "7 n 0 9",
                        "8 b 0 5",
                        "9 a 0 1",
                        "9 a 1 2",
                        "9 a 2 3",
                        "9 b 0 4",
                        "9 c 0 7",
                        "9 c 1 8",
                        "10 b 0 4");
        assertThat(tags())
                .containsExactly(
                        "1 0 y",
                        "2 0 y",
                        "2 1 x",
                        "8 0 again",
                        "9 0 x",
                        "9 1 y",
                        "9 2 z",
                        "10 0 y");
        assertThat(shop.deadLetters()).isEmpty();
    }

    /** Its rows stay what they were, at all depths, until it is good again. */
    @Test
    void anElementThatCantBeARowStopsItsWholeDocument() throws Exception {
        insert(order(1, "{sku: 'a', lots: [1]}", "'x'"));
        insert(order(2, "{sku: 'a', lots: [1]}", "'x'"));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitInStep();

        replace(order(1, "{sku: 'b', lots: [2]}, {sku: 'b', lots: [3]}", "'y'"));
        replace(order(2, "{sku: 'b', lots: [2, 3]}, {sku: 'c', lots: 'none'}", "'y'"));
        insert(order(3, "{sku: 'a', lots: [1]}, {sku: null}", "'y'"));

        job.awaitInStep();
        assertThat(ids()).containsExactly("1", "2");
        assertThat(lots()).containsExactly("1 a 0 1", "2 a 0 1");
        assertThat(tags()).containsExactly("1 0 x", "2 0 x");
        assertThat(shop.deadLetters())
                .containsExactly(
                        List.of("DUPLICATE_ELEMENT_KEY", "items.sku", false),
                        List.of("KEY_NOT_SUPPORTED", "items.1.sku", false),
                        List.of("TYPE_MISMATCH", "items.1.lots", false));

        orders.updateMany(new Document(), set("items", List.of(new Document("sku", "z"))));

        job.awaitInStep();
        assertThat(items()).containsExactly("1 z", "2 z", "3 z");
        assertThat(lots()).isEmpty();
        assertThat(tags()).containsExactly("1 0 y", "2 0 y", "3 0 y");
        assertThat(shop.deadLetters()).allMatch(letter -> letter.get(2).equals(true));
    }

    @Test
    void anyChangesDuringSnapshotAndStream() throws Exception {
        RandomArrays changes = new RandomArrays(orders, DOCUMENTS, 1);
        changes.fill();
        changes.start();
        RunningJob job = FLINK.start(shop.splitSizeMb(1), 2);
        job.await(() -> assertThat(ids()).isNotEmpty());
        long duringSnapshot = changes.done();
        job.awaitStreaming();
        long inStream = changes.done();
        job.await(() -> assertThat(changes.done()).isGreaterThan(inStream + DOCUMENTS));
        changes.stop();

        assertThat(duringSnapshot).isPositive();
        job.awaitInStep();
        assertThat(lots()).hasSizeGreaterThan(DOCUMENTS / 2);
        assertThat(shop.deadLetters()).isEmpty();
    }

    private void insert(String document) {
        orders.insertOne(Document.parse(document));
    }

    private void replace(String document) {
        Document replacement = Document.parse(document);
        orders.replaceOne(eq("_id", replacement.get("_id")), replacement);
    }

    private static String order(int id, String items, String tags) {
        return "{_id: %d, items: [%s], info: {tags: [%s]}}".formatted(id, items, tags);
    }

    private List<String> ids() throws SQLException {
        return rows("id", "");
    }

    private List<String> items() throws SQLException {
        return rows(table + "_id, sku", "_items");
    }

    private List<String> lots() throws SQLException {
        return rows(table + "_id, items_sku, ordinal, value", "_items_lots");
    }

    private List<String> tags() throws SQLException {
        return rows(table + "_id, ordinal, value", "_info_tags");
    }

    private List<String> rows(String columns, String child) throws SQLException {
        return shop
                .target()
                .values("SELECT %s FROM `%s` ORDER BY %1$s".formatted(columns, table + child))
                .stream()
                .map(row -> row.stream().map(it -> it == null ? "-" : it.toString()).toList())
                .map(row -> String.join(" ", row))
                .toList();
    }
}
