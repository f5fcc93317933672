package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.RenameCollectionOptions;
import dev.lockstep.config.StreamPolicy;
import dev.lockstep.config.StreamPolicy.OnDrop;
import dev.lockstep.config.StreamPolicy.OnHistoryLost;
import dev.lockstep.config.StreamPolicy.OnRename;
import dev.lockstep.config.StreamPolicy.PostImages;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Collections that are dropped and renamed while the job runs, under each policy. */
final class CollectionChangesITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);
    private final MongoCollection<Document> orders = shop.collection("orders");

    @BeforeEach
    void fill() {
        orders.insertMany(List.of(new Document("_id", "a"), new Document("_id", "b")));
    }

    @Test
    void aDropStopsTheJobWithOneMessage() throws Exception {
        RunningJob job = FLINK.start(shop, 2);
        job.awaitInStep();

        orders.insertOne(new Document("_id", "c"));
        orders.drop();

        assertThat(job.awaitEnd()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failures().get(0).getExceptionAsString())
                .contains("Collection " + orders.getNamespace() + " was dropped")
                .contains("source.on_drop");
        assertThat(job.attempt()).as("it is not restarted").isZero();
        assertThat(ids("orders")).as("no row is lost").contains("a", "b");
    }

    @Test
    void aDropIsIgnored() throws Exception {
        RunningJob job = FLINK.start(shop.streamPolicy(policy(OnDrop.IGNORE, OnRename.FAIL)), 2);
        job.awaitInStep();

        orders.drop();
        orders.insertOne(new Document("_id", "again"));
        job.awaitDrained();

        assertThat(ids("orders")).containsExactly("a", "again", "b");
        assertThat(job.failures()).isEmpty();
    }

    @Test
    void aDropDeletesTheRows() throws Exception {
        RunningJob job = FLINK.start(shop.streamPolicy(policy(OnDrop.TRUNCATE, OnRename.FAIL)), 2);
        job.awaitInStep();

        orders.drop();
        job.await(() -> assertThat(ids("orders")).isEmpty());
        orders.insertOne(new Document("_id", "again"));
        job.awaitInStep();

        assertThat(ids("orders")).containsExactly("again");
        assertThat(job.failures()).isEmpty();
    }

    @Test
    void aRenameIsFollowed() throws Exception {
        shop.collection("old_orders").insertOne(new Document("_id", "replaced"));
        RunningJob job = FLINK.start(shop.streamPolicy(policy(OnDrop.IGNORE, OnRename.FOLLOW)), 2);
        job.awaitInStep();

        orders.renameCollection(
                new MongoNamespace(shop.database().getName(), "old_orders"),
                new RenameCollectionOptions().dropTarget(true));
        shop.collection("old_orders").insertOne(new Document("_id", "later"));

        job.await(() -> assertThat(ids("orders")).isEmpty());
        job.await(() -> assertThat(ids("old_orders")).containsExactly("a", "b", "later"));
        job.awaitInStep();
        assertThat(job.failures()).isEmpty();
    }

    /** Nobody told of what was deleted between the two. */
    @Test
    void rowsOfAnEarlierRunGoWhenTheirDocumentsAreGone() throws Exception {
        RunningJob before = FLINK.start(shop, 2);
        before.awaitInStep();
        before.cancel();
        orders.deleteOne(Filters.eq("_id", "a"));
        orders.insertOne(new Document("_id", "c"));

        RunningJob job = FLINK.start(shop, 2);

        job.await(() -> assertThat(ids("orders")).containsExactly("b", "c"));
        job.awaitInStep();
        assertThat(job.failures()).isEmpty();
    }

    /** It ends the stream, which goes on with the database of the same name. */
    @Test
    void aDroppedDatabaseComesAgain() throws Exception {
        RunningJob job = FLINK.start(shop.streamPolicy(policy(OnDrop.IGNORE, OnRename.FAIL)), 2);
        job.awaitInStep();

        shop.database().drop();
        orders.insertOne(new Document("_id", "again"));
        job.awaitDrained();
        shop.database().drop();
        orders.insertOne(new Document("_id", "once more"));
        job.awaitDrained();

        assertThat(ids("orders")).containsExactly("a", "again", "b", "once more");
        assertThat(job.failures()).isEmpty();
    }

    @Test
    void aRenameStopsTheJobWithOneMessage() throws Exception {
        RunningJob job = FLINK.start(shop, 2);
        job.awaitInStep();

        orders.renameCollection(new MongoNamespace(shop.database().getName(), "old_orders"));

        assertThat(job.awaitEnd()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failures().get(0).getExceptionAsString())
                .contains("Collection " + orders.getNamespace() + " was renamed to ")
                .contains("source.on_rename");
    }

    @Test
    void aRenameIsIgnored() throws Exception {
        RunningJob job = FLINK.start(shop.streamPolicy(policy(OnDrop.FAIL, OnRename.IGNORE)), 2);
        job.awaitInStep();

        orders.renameCollection(new MongoNamespace(shop.database().getName(), "old_orders"));
        orders.insertOne(new Document("_id", "again"));
        shop.collection("old_orders").insertOne(new Document("_id", "later"));
        job.awaitDrained();

        assertThat(ids("orders")).containsExactly("a", "again", "b");
        assertThat(ids("old_orders")).containsExactly("later");
        assertThat(job.failures()).isEmpty();
    }

    static StreamPolicy policy(OnDrop onDrop, OnRename onRename) {
        return new StreamPolicy(
                PostImages.AUTO, OnHistoryLost.FAIL, onDrop, onRename, Duration.ofHours(1));
    }

    private List<String> ids(String collection) throws Exception {
        return shop.target().strings("SELECT id FROM `" + shop.table(collection) + "` ORDER BY id");
    }
}
