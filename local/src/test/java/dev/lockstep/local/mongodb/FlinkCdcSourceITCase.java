package dev.lockstep.local.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.cdc.connectors.mongodb.source.MongoDBSource;
import org.apache.flink.cdc.debezium.JsonDebeziumDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flink CDC's own MongoDB source, unmodified, reads the server as it reads a real one. */
final class FlinkCdcSourceITCase {
    private static final int DOCUMENTS = 4_000;
    private static final Document END = new Document("_id", "end");

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();

    /** By its exact name the source watches the collection, by a pattern the database. */
    @ParameterizedTest
    @ValueSource(strings = {"orders", "ord.*"})
    @SuppressWarnings(
            "try") // Flink declares close() to throw Exception, so javac thinks of interrupts
    void snapshotInSplitsUnderWritesThenStreamGivesTheCollection(String collectionPattern)
            throws Exception {
        MongoDatabase database = MONGODB.newDatabase("shop");
        MongoCollection<Document> orders = database.getCollection("orders");
        orders.insertMany(
                IntStream.range(0, DOCUMENTS).mapToObj(FlinkCdcSourceITCase::order).toList());

        Map<String, Document> seen = new HashMap<>();
        Set<String> operations = new HashSet<>();
        try (CloseableIterator<String> events = read(database, collectionPattern)) {
            CountDownLatch streaming = new CountDownLatch(1);
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(() -> change(orders, streaming));
            while (!seen.containsKey("end")) {
                apply(Document.parse(events.next()), seen, operations);
                if (operations.contains("delete")) {
                    streaming.countDown();
                }
            }
            writer.join();
        }

        Map<String, Document> expected = new HashMap<>();
        orders.find().forEach(document -> expected.put(document.get("_id").toString(), document));
        assertThat(seen).isEqualTo(expected);
        assertThat(operations).contains("insert", "update", "replace", "delete");
    }

    @Test
    void splitsCoverEveryDocumentOnce() {
        MongoDatabase database = MONGODB.newDatabase("shop");
        MongoCollection<Document> orders = database.getCollection("orders");
        orders.insertMany(
                IntStream.range(0, DOCUMENTS).mapToObj(FlinkCdcSourceITCase::order).toList());

        Document reply =
                database.runCommand(
                        new Document("splitVector", database.getName() + ".orders")
                                .append("keyPattern", new Document("_id", 1))
                                .append("maxChunkSize", 1));
        List<Document> keys = reply.getList("splitKeys", Document.class);

        assertThat(keys)
                .hasSizeGreaterThan(3)
                .isSortedAccordingTo(
                        (left, right) ->
                                Integer.compare(left.getInteger("_id"), right.getInteger("_id")));
        int found = 0;
        for (int i = 0; i <= keys.size(); i++) {
            var split = orders.find().hint(new Document("_id", 1)).batchSize(100);
            split = i == 0 ? split : split.min(keys.get(i - 1));
            split = i == keys.size() ? split : split.max(keys.get(i));
            for (Document document : split) {
                assertThat(document.getInteger("_id")).isEqualTo(found++);
            }
        }
        assertThat(found).isEqualTo(DOCUMENTS);
    }

    private static Document order(int id) {
        return new Document("_id", id).append("n", 0).append("text", "x".repeat(700));
    }

    /** Writes until the source has gone over from the snapshot to the stream, and a bit longer. */
    private static void change(MongoCollection<Document> orders, CountDownLatch streaming) {
        Random random = new Random(4);
        for (int i = 0, left = 500; left > 0; i++, left -= streaming.getCount() == 0 ? 1 : 0) {
            int id = random.nextInt(DOCUMENTS + 500);
            switch (random.nextInt(4)) {
                case 0 -> orders.deleteOne(eq("_id", id));
                case 1 -> orders.replaceOne(eq("_id", id), new Document("replaced", i));
                default -> orders.updateOne(eq("_id", id), inc("n", 1));
            }
        }
        orders.insertOne(END);
    }

    private static CloseableIterator<String> read(MongoDatabase database, String collectionPattern)
            throws Exception {
        var source =
                MongoDBSource.<String>builder()
                        .hosts(MONGODB.uri().replaceAll("^mongodb://([^/]+)/.*$", "$1"))
                        .connectionOptions("replicaSet=rs0")
                        .databaseList(database.getName())
                        .collectionList(database.getName() + "." + collectionPattern)
                        .splitSizeMB(1)
                        .pollAwaitTimeMillis(50)
                        .deserializer(new JsonDebeziumDeserializationSchema())
                        .build();
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1);
        return environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "mongodb")
                .executeAndCollect();
    }

    private static void apply(
            Document event, Map<String, Document> documents, Set<String> operations) {
        operations.add(event.getString("operationType"));
        Object key = Document.parse(event.getString("documentKey")).get("_id");
        String text = event.getString("fullDocument");
        if (text == null) {
            documents.remove(key.toString());
        } else {
            documents.put(key.toString(), Document.parse(text));
        }
    }
}
