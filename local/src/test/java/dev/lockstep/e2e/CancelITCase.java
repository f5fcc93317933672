package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job ends when it is told to, also while its target lets it wait. */
final class CancelITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);
    private final MongoCollection<Document> orders = shop.collection("orders");

    @Test
    void aChangeOfATableThatTakesLongHoldsNoCancelUp() throws Exception {
        orders.insertOne(new Document("_id", 1));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitInStep();
        try (Connection user = shop.connectToTarget();
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            // Until the transaction ends, the table can't change.
            statement.executeQuery("SELECT * FROM `" + shop.table("orders") + "`").close();
            orders.insertOne(new Document("_id", 2).append("added", 2));
            job.await(() -> assertThat(waitingChanges()).isEqualTo(1));

            job.cancel();

            assertThat(waitingChanges()).as("the server still waits for the user").isEqualTo(1);
        }
        FLINK.start(shop, 2).awaitInStep();
    }

    private long waitingChanges() throws SQLException {
        return shop.target()
                .number(
                        "SELECT COUNT(*) FROM information_schema.processlist"
                                + " WHERE state = 'Waiting for table metadata lock'"
                                + " AND info LIKE 'ALTER TABLE%"
                                + shop.table("orders")
                                + "%'");
    }
}
