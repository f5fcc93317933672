package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.changestream.FullDocument;
import dev.lockstep.config.StreamPolicy;
import dev.lockstep.config.StreamPolicy.OnDrop;
import dev.lockstep.config.StreamPolicy.OnHistoryLost;
import dev.lockstep.config.StreamPolicy.OnRename;
import dev.lockstep.config.StreamPolicy.PostImages;
import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.preflight.Finding;
import dev.lockstep.preflight.MongoPreflight;
import java.nio.file.Path;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the document after an update comes from. */
final class PostImagesITCase {

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT.withPreAndPostImages());

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);
    private final MongoCollection<Document> orders = shop.collection("orders");

    /**
     * The update adds a field that is gone when the event is read, so only the stored image shows
     * it, by the column it needs.
     */
    @ParameterizedTest
    @CsvSource({
        "AUTO, true, true",
        "AUTO, false, false",
        "STORED, true, true",
        "LOOKUP, true, false"
    })
    void anUpdateIsSeenAsItWas(
            PostImages images, boolean stored, boolean seen, @TempDir Path savepoints)
            throws Exception {
        shop.database()
                .createCollection(
                        "orders",
                        new CreateCollectionOptions()
                                .changeStreamPreAndPostImagesOptions(
                                        new ChangeStreamPreAndPostImagesOptions(stored)));
        orders.insertOne(new Document("_id", 1).append("n", 0));
        RunningJob before = FLINK.start(shop.streamPolicy(policy(images)), 2);
        before.awaitInStep();
        String savepoint = before.stopWithSavepoint(savepoints);
        orders.updateOne(eq("_id", 1), set("once", 1));
        orders.replaceOne(eq("_id", 1), new Document("n", 1));

        // Each change is a batch: of several in one the last alone would need its columns.
        FLINK.restore(shop.batchRows(1), 2, savepoint).awaitInStep();

        assertThat(
                        shop.target()
                                .strings(
                                        "SELECT column_name FROM information_schema.columns"
                                                + " WHERE table_schema = DATABASE() AND table_name = '"
                                                + shop.table("orders")
                                                + "'")
                                .contains("once"))
                .isEqualTo(seen);
    }

    /** Asked for as a whole it is over 16 MB, which kills a stream each time it is read. */
    @Test
    void anEventThatIsTooLargeForAReply() throws Exception {
        shop.database()
                .createCollection(
                        "orders",
                        new CreateCollectionOptions()
                                .changeStreamPreAndPostImagesOptions(
                                        new ChangeStreamPreAndPostImagesOptions(true)));
        RunningJob job = FLINK.start(shop.streamPolicy(policy(PostImages.AUTO)), 1);
        job.awaitStreaming();

        try (var whole = orders.watch().fullDocument(FullDocument.WHEN_AVAILABLE).cursor()) {
            orders.insertOne(new Document("_id", 1).append("a", "x".repeat(8 << 20)));
            orders.updateOne(eq("_id", 1), set("b", "y".repeat(7 << 20)));
            orders.updateOne(eq("_id", 1), inc("n", 1));
            orders.insertOne(new Document("_id", 2));
            assertThatThrownBy(() -> whole.forEachRemaining(event -> {}))
                    .isInstanceOfSatisfying(
                            MongoException.class, e -> assertThat(e.getCode()).isEqualTo(10334));
        }

        job.awaitDrained();
        assertThat(job.failures()).isEmpty();
        assertThat(
                        shop.target()
                                .strings(
                                        "SELECT id FROM `%s` WHERE id = 2"
                                                .formatted(shop.table("orders"))))
                .containsExactly("2");
    }

    @Test
    void collectionsWithoutStoredImagesAreRefused() {
        orders.insertOne(new Document("_id", 1));
        var source = shop.streamPolicy(policy(PostImages.STORED)).pipeline().source();

        assertThat(MongoPreflight.check(source, shop.pipeline().collections()))
                .filteredOn(Finding::isError)
                .singleElement()
                .asString()
                .startsWith("post-images: " + orders.getNamespace() + " does not store them")
                .contains("collMod: 'orders'");
    }

    private static StreamPolicy policy(PostImages images) {
        return new StreamPolicy(
                images, OnHistoryLost.FAIL, OnDrop.FAIL, OnRename.FAIL, Duration.ofHours(1));
    }
}
