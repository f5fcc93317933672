package dev.lockstep.local.cluster;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.local.verify.CollectionTable;
import dev.lockstep.local.verify.Comparison;
import dev.lockstep.local.verify.ComparisonResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is shipped, on a Flink cluster that is not this JVM. */
class SubmittedJarITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The driver reads no key store here, but a URL like this has a secret in it. */
    private static final String SECRET = "dont-show-me";

    private static final String PIPELINE =
            """
            name: orders
            source:
              uri: ${SOURCE}
            target:
              url: ${TARGET}
              username: ${TARGET_USER}
              password: ${TARGET_PASSWORD}
            collections:
              - from: %s.*
                # True of all, but evaluated: by libraries and a service that are in the jar only.
                filter: size(doc.items) > 0 && doc.customer.name.matches('.*') && normalizePhone('00 1') == '+1'
            delivery:
              checkpoint_interval: 500ms
            """;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    @RegisterExtension
    @Order(Integer.MAX_VALUE)
    static final FlinkClusterExtension FLINK =
            new FlinkClusterExtension(
                    folder ->
                            ClusterOptions.of(folder, 2, 2)
                                    .withEnvironment(
                                            Map.of(
                                                    "SOURCE",
                                                    MONGODB.uri(),
                                                    "TARGET",
                                                    MYSQL.url()
                                                            + "?trustCertificateKeyStorePassword="
                                                            + SECRET,
                                                    "TARGET_USER",
                                                    MYSQL.username(),
                                                    "TARGET_PASSWORD",
                                                    MYSQL.password())));

    @TempDir private Path folder;

    private final FlinkProcesses cluster = FLINK.cluster();
    private final MongoDatabase database = MONGODB.newDatabase("shop");
    private final MongoCollection<Document> orders = database.getCollection("orders");

    @Test
    void goesOnFromASavepointAtAnotherParallelism() throws Exception {
        orders.insertMany(IntStream.range(0, 500).mapToObj(SubmittedJarITCase::order).toList());
        FlinkJob first = cluster.submit(FLINK.jar(), arguments(), 1, null);
        awaitInStep(500);

        orders.insertOne(order(500));
        orders.updateOne(eq("_id", 7), set("customer.name", "Zo\u00eb"));
        orders.deleteMany(lt("_id", 5));
        awaitInStep(496);
        showsNoSecret(first);
        String savepoint = first.stopWithSavepoint();

        orders.insertOne(order(501).append("gift", true));
        orders.updateOne(eq("_id", 8), unset("total"));
        orders.deleteOne(eq("_id", 9));
        assertThat(compare().differences()).isEqualTo(3);

        FlinkJob second = cluster.submit(FLINK.jar(), arguments(), 3, savepoint);
        awaitInStep(496);
        assertThat(second.restoredFrom()).contains(savepoint);
        second.cancel();
        awaitNoThreadOf("/taskmanagers/taskmanager-1");
        awaitNoThreadOf("/taskmanagers/taskmanager-2");
    }

    /** A thread that outlives its tasks keeps the job's class loader, until metaspace is full. */
    private void awaitNoThreadOf(String process) {
        List<String> names = List.of("mysql-cj-", "ClusterId", "BufferPoolPruner", "debezium-");
        cluster.await(
                "the end of the job's threads in " + process,
                PATIENCE,
                () -> names.stream().noneMatch(cluster.answer(process + "/thread-dump")::contains));
    }

    @Test
    void refusesAWrongPipelineFile() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.yaml"), "name: orders\nsauce: {}\n");

        assertThatThrownBy(
                        () ->
                                cluster.submit(
                                        FLINK.jar(),
                                        List.of("--pipeline", file.toString()),
                                        1,
                                        null))
                .isInstanceOf(FlinkRestException.class)
                .hasMessageContaining("wrong.yaml:2:1: sauce: is not a known key")
                .hasMessageNotContaining("NullPointerException");
    }

    private List<String> arguments() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("orders.yaml"), PIPELINE.formatted(database.getName()));
        return List.of("--pipeline", file.toString());
    }

    private static Document order(int number) {
        return new Document("_id", number)
                .append("customer", new Document("name", "customer " + number))
                .append("items", List.of(number, "\ud83d\udce6"))
                .append("total", number / 4.0);
    }

    private void awaitInStep(long rows) {
        cluster.await(
                rows + " rows in step",
                PATIENCE,
                () -> compare().equals(new ComparisonResult(rows, rows, 0, 0, 0, List.of())));
    }

    private ComparisonResult compare() {
        try (Connection target = MYSQL.connect()) {
            return new Comparison(MONGODB.client(), "orders", "lockstep_dead_letters")
                    .compare(
                            List.of(new CollectionTable(database.getName(), "orders", "orders")),
                            target);
        } catch (SQLException e) {
            throw new IllegalStateException("the target can't be read", e);
        }
    }

    private void showsNoSecret(FlinkJob job) throws IOException {
        String path = "/jobs/" + job.id();
        for (String page :
                List.of(
                        "/config",
                        "/jobmanager/config",
                        "/jobmanager/environment",
                        "/jars",
                        path,
                        path + "/config",
                        path + "/plan",
                        path + "/exceptions",
                        path + "/accumulators",
                        path + "/jobmanager/config")) {
            assertThat(cluster.answer(page)).as(page).doesNotContain(SECRET);
        }
        try (Stream<Path> logs = Files.list(cluster.logs())) {
            for (Path log : logs.toList()) {
                assertThat(Files.readString(log)).as(log.toString()).doesNotContain(SECRET);
            }
        }
    }
}
