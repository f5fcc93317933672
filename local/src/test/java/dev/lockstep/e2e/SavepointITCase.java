package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.inc;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.RestoredCheckpointStats;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The job goes on where it was, after a stop and after a crash. */
final class SavepointITCase {

    private static final int DOCUMENTS = 500;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);
    private final MongoCollection<Document> orders = shop.collection("orders");

    @ParameterizedTest(name = "from parallelism {0} to {1}")
    @CsvSource({"2, 4", "4, 1"})
    void goesOnFromASavepointWithChangesPending(
            int parallelism, int restoredParallelism, @TempDir Path savepoints) throws Exception {
        insert(0, DOCUMENTS);
        RunningJob stopped = FLINK.start(shop, parallelism);
        stopped.awaitInStep();
        WriteHistory history = WriteHistory.of(shop.target(), shop.table("orders"));

        updateEach(0, 100);
        insert(DOCUMENTS, DOCUMENTS + 50);
        String savepoint = stopped.stopWithSavepoint(savepoints);
        Map<Long, List<Long>> writtenBefore = history.versions();
        updateEach(50, 150);
        insert(DOCUMENTS + 50, DOCUMENTS + 100);
        orders.deleteMany(in("_id", 0, 149, 499, DOCUMENTS, DOCUMENTS + 99));
        assertThat(history.versions())
                .as("nobody writes while it is down")
                .isEqualTo(writtenBefore);

        RunningJob restored = FLINK.restore(shop, restoredParallelism, savepoint);

        restored.awaitInStep();
        RestoredCheckpointStats from = requireNonNull(restored.restored());
        assertThat(from.getProperties().isSavepoint()).isTrue();
        assertThat(from.getExternalPath()).isEqualTo(savepoint);
        // What nobody changed was not written again: there was no second snapshot.
        assertThat(history.versions().keySet())
                .doesNotContainAnyElementsOf(ids(150, DOCUMENTS))
                .containsAll(ids(1, 149))
                .containsAll(ids(DOCUMENTS + 50, DOCUMENTS + 99));
        assertThat(rows()).isEqualTo(DOCUMENTS + 100 - 5);
    }

    @Test
    void goesOnFromACheckpointAfterACrash() throws Exception {
        insert(0, DOCUMENTS);
        RunningJob job = FLINK.start(shop, 2);
        job.awaitInStep();
        WriteHistory history = WriteHistory.of(shop.target(), shop.table("orders"));
        long checkpoint = job.awaitCheckpoint();
        assertThat(job.restored()).isNull();

        updateEach(0, 200);
        job.await(() -> assertThat(history.versions()).isNotEmpty());
        FLINK.replaceTaskManager();
        updateEach(100, 300);
        orders.deleteMany(in("_id", 0, 250, 499));
        job.awaitRestartAfter(0);

        job.awaitInStep();
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.failures()).isNotEmpty();
        RestoredCheckpointStats from = requireNonNull(job.restored());
        assertThat(from.getProperties().isSavepoint()).isFalse();
        assertThat(from.getCheckpointId()).isGreaterThanOrEqualTo(checkpoint);
        assertThat(history.versions().keySet())
                .doesNotContainAnyElementsOf(ids(300, DOCUMENTS))
                .containsAll(ids(1, 250))
                .containsAll(ids(251, 300));
    }

    /** The job is killed while it reads its snapshot in splits, and others write. */
    @Test
    void goesOnWithTheSnapshotAfterACrash() throws Exception {
        int documents = 8_000;
        RandomChanges.fill(orders, documents);
        RunningJob job = FLINK.start(shop.splitSizeMb(1), 2);
        job.await(() -> assertThat(rows()).isPositive());
        FLINK.replaceTaskManager();
        long rowsAtTheCrash = rows();
        orders.updateMany(in("_id", ids(0, 1_000)), inc("n", 1));
        // Of a split that was read in part, and is read again without them.
        orders.deleteMany(in("_id", ids(0, 100)));
        orders.insertOne(new Document("_id", documents).append("n", 1));
        job.awaitRestartAfter(0);

        job.await(() -> assertThat(rows()).isEqualTo(documents + 1 - 100));
        job.awaitInStep();
        assertThat(rowsAtTheCrash).isLessThan(documents);
    }

    /** What was read before the savepoint would never come to another target. */
    @Test
    void aSavepointOfTheSnapshotIsNotRestoredOntoAnEmptyTarget(@TempDir Path savepoints)
            throws Exception {
        int documents = 8_000;
        RandomChanges.fill(orders, documents);
        RunningJob stopped = FLINK.start(shop.splitSizeMb(1), 2);
        stopped.await(() -> assertThat(rows()).isPositive());
        String savepoint = stopped.stopWithSavepoint(savepoints);
        assertThat(rows()).as("rows of the snapshot, at the savepoint").isLessThan(documents);
        empty();

        RunningJob refused = FLINK.restore(shop, 3, savepoint);

        assertThat(refused.awaitEnd()).isEqualTo(JobStatus.FAILED);
        assertThat(refused.failures())
                .anySatisfy(
                        failure ->
                                assertThat(failure.getExceptionAsString())
                                        .contains("is behind the Flink state"));
        FLINK.start(shop, 3).awaitInStep(); // without state, as the message says
    }

    private void empty() throws Exception {
        try (Connection connection = shop.connectToTarget();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE `" + shop.table("orders") + "`");
            statement.execute(
                    "DELETE FROM lockstep_progress WHERE pipeline = '" + shop.name() + "'");
        }
    }

    private void insert(int from, int to) {
        orders.insertMany(
                IntStream.range(from, to)
                        .mapToObj(id -> new Document("_id", id).append("version", 0))
                        .toList());
    }

    /** One command for each document, so that they come in many batches. */
    private void updateEach(int from, int to) {
        for (int id = from; id < to; id++) {
            orders.updateOne(eq("_id", id), inc("version", 1));
        }
    }

    private static Set<Long> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(id -> (long) id).collect(Collectors.toSet());
    }

    private long rows() throws Exception {
        return shop.target().number("SELECT COUNT(*) FROM `" + shop.table("orders") + "`");
    }
}
