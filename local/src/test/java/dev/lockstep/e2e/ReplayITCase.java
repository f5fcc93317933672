package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What comes again from an older savepoint changes nothing in a target that is further. */
final class ReplayITCase {

    private static final int DOCUMENTS = 30;
    private static final int VERSIONS = 5;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL).batchRows(7);
    private final MongoCollection<Document> orders = shop.collection("orders");

    @Test
    void noRowGoesBackAndNoDeletedRowComesBack(@TempDir Path savepoints) throws Exception {
        String savepoint = getAheadOfASavepoint(savepoints);
        WriteHistory history = WriteHistory.of(shop.target(), shop.table("orders"));

        RunningJob restored = FLINK.restore(shop, 3, savepoint);
        restored.awaitInStep();
        assertThat(history.versions()).isEmpty();

        replace(7, VERSIONS + 1);
        restored.awaitInStep();
        assertThat(history.versions())
                .containsOnlyKeys(7L)
                .containsValue(List.of((long) VERSIONS + 1));
    }

    /** The test above can fail. */
    @Test
    void withoutProgressRowsGoBack(@TempDir Path savepoints) throws Exception {
        String savepoint = getAheadOfASavepoint(savepoints);
        WriteHistory history = WriteHistory.of(shop.target(), shop.table("orders"));

        System.setProperty("lockstep.test.progress.off", "true");
        try {
            FLINK.restore(shop, 3, savepoint).awaitInStep();
        } finally {
            System.clearProperty("lockstep.test.progress.off");
        }

        // How far back depends on what one batch held, of which only the last state is written.
        assertThat(history.versions().get(7L))
                .endsWith((long) VERSIONS)
                .first()
                .satisfies(version -> assertThat(version).isLessThan(VERSIONS));
        assertThat(history.versions()).as("deleted, and back for a while").containsKey(0L);
    }

    /** Replaces, whose images are exact, and a delete, all after the savepoint. */
    private String getAheadOfASavepoint(Path savepoints) throws Exception {
        orders.insertMany(IntStream.range(0, DOCUMENTS).mapToObj(id -> document(id, 0)).toList());
        RunningJob first = FLINK.start(shop, 2);
        first.awaitInStep();
        String savepoint = first.stopWithSavepoint(savepoints);
        RunningJob second = FLINK.restore(shop, 2, savepoint);
        for (int version = 1; version <= VERSIONS; version++) {
            for (int id = 0; id < DOCUMENTS; id++) {
                replace(id, version);
            }
        }
        orders.deleteOne(eq("_id", 0));
        second.awaitInStep();
        second.cancel();
        return savepoint;
    }

    private void replace(int id, int version) {
        orders.replaceOne(eq("_id", id), document(id, version));
    }

    private static Document document(int id, int version) {
        return new Document("_id", id).append("version", version);
    }
}
