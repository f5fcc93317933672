package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.Document;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The changes of a document are written in their order, whatever the parallelism. */
final class OrderITCase {

    private static final int HOT_KEYS = 10;
    private static final int CHANGES_OF_A_KEY = 300;

    /** Small, so that the versions between are written too, not only each batch's last. */
    private static final int BATCH_ROWS = 20;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL).batchRows(BATCH_ROWS);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void writesNoOlderVersionAfterANewerOne(int parallelism) throws Exception {
        MongoCollection<Document> replaced = fill("replaced");
        MongoCollection<Document> updated = fill("updated");
        RunningJob job = FLINK.start(shop, parallelism);
        job.awaitStreaming();
        WriteHistory replacements = WriteHistory.of(shop.target(), shop.table("replaced"));
        WriteHistory updates = WriteHistory.of(shop.target(), shop.table("updated"));

        CompletableFuture<Void> replacing =
                change(replaced, version -> key -> replaceWith(key, version));
        CompletableFuture<Void> updating =
                change(
                        updated,
                        version ->
                                key ->
                                        new UpdateOneModel<>(
                                                eq("_id", key), Updates.inc("version", 1)));
        CompletableFuture.allOf(replacing, updating).get();

        job.awaitInStep();
        assertThat(versionsNow("replaced")).isEqualTo(everyKeyAt(CHANGES_OF_A_KEY));
        assertThat(versionsNow("updated")).isEqualTo(everyKeyAt(CHANGES_OF_A_KEY));
        // A replacement's event carries the document as it then was: each version comes once.
        assertThat(replacements.versions())
                .hasSize(HOT_KEYS)
                .allSatisfy((key, versions) -> assertRising(versions))
                .allSatisfy((key, versions) -> assertThat(versions).doesNotHaveDuplicates());
        // An update's document is looked up later: some versions come twice, others not at all.
        assertThat(updates.versions())
                .hasSize(HOT_KEYS)
                .allSatisfy((key, versions) -> assertRising(versions));
    }

    private static void assertRising(List<Long> versions) {
        // Of one row a batch writes the last version only, so there is a write for each batch.
        assertThat(versions).hasSizeGreaterThanOrEqualTo(CHANGES_OF_A_KEY / BATCH_ROWS).isSorted();
        assertThat(versions.get(versions.size() - 1)).isEqualTo(CHANGES_OF_A_KEY);
    }

    private MongoCollection<Document> fill(String name) {
        MongoCollection<Document> collection = shop.collection(name);
        collection.insertMany(
                IntStream.range(0, HOT_KEYS).mapToObj(key -> document(key, 0)).toList());
        return collection;
    }

    private static Document document(int key, int version) {
        return new Document("_id", key).append("version", version);
    }

    private static WriteModel<Document> replaceWith(int key, int version) {
        return new ReplaceOneModel<>(eq("_id", key), document(key, version));
    }

    /** Changes every key once in each command, as often as there are versions. */
    private static CompletableFuture<Void> change(
            MongoCollection<Document> collection,
            IntFunction<IntFunction<WriteModel<Document>>> change) {
        return CompletableFuture.runAsync(
                () -> {
                    for (int version = 1; version <= CHANGES_OF_A_KEY; version++) {
                        collection.bulkWrite(
                                IntStream.range(0, HOT_KEYS)
                                        .mapToObj(change.apply(version))
                                        .toList());
                    }
                });
    }

    private Map<Long, Long> versionsNow(String collection) throws SQLException {
        return shop
                .target()
                .rows("SELECT id, version FROM `" + shop.table(collection) + "`")
                .stream()
                .collect(
                        Collectors.toMap(
                                row -> ((Number) row.get("id")).longValue(),
                                row -> ((Number) row.get("version")).longValue()));
    }

    private static Map<Long, Long> everyKeyAt(long version) {
        return LongStream.range(0, HOT_KEYS)
                .boxed()
                .collect(Collectors.toMap(key -> key, key -> version));
    }
}
