package dev.lockstep.local.cluster;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A masked value appears nowhere, whatever happens to its document, logged at DEBUG. */
class MaskedValuesITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The last four characters are shown by a mask. */
    private static final String SECRET = "4111-2222-3333-4444";

    private static final long SECRET_NUMBER = 4111222233337777L;

    /** Beside the secrets, in the same documents, and not masked. */
    private static final String SHOWN = "shown-as-it-is";

    private static final int METRICS_A_REQUEST = 20;

    private static final String PIPELINE =
            """
            name: masked
            source: { uri: "${SOURCE}" }
            target: { url: "${TARGET}", username: "${TARGET_USER}", password: "${TARGET_PASSWORD}" }
            collections:
              - from: %1$s.orders
                filter: has(doc.kind) && doc.kind != 'draft' && size(doc.note) > 0
                columns:
                  - { path: card, mask: redact }
                  - { path: payment, type: JSON }
                  - { path: payment.card, column: hashed, mask: hash }
                  - { path: payment.cards, mask: "null" }
                  - { path: contact.number, mask: encrypt, type: VARCHAR(200) }
                  - { path: contact.text, mask: partial, type: VARCHAR(9) }
                  - { path: total, type: INT }
                  - { expression: doc, column: whole }
                  - { expression: "string(doc.payment.amount)", column: amount }
              - from: %1$s.refused
                columns: [{ path: card, mask: redact }]
            masking:
              hash_key: ${KEY}
              encryption_keys: [{ id: k1, key: "${KEY}" }]
            delivery: { checkpoint_interval: 500ms }
            """;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    @RegisterExtension
    @Order(Integer.MAX_VALUE)
    static final FlinkClusterExtension FLINK =
            new FlinkClusterExtension(
                    folder ->
                            ClusterOptions.of(folder, 1, 2)
                                    .withProperties(Map.of("lockstep.log.level", "debug"))
                                    .withEnvironment(
                                            Map.of(
                                                    "KEY",
                                                    "a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleSE=",
                                                    "SOURCE",
                                                    MONGODB.uri(),
                                                    "TARGET",
                                                    MYSQL.url(),
                                                    "TARGET_USER",
                                                    MYSQL.username(),
                                                    "TARGET_PASSWORD",
                                                    MYSQL.password())));

    @TempDir private Path folder;

    private final FlinkProcesses cluster = FLINK.cluster();
    private final MongoDatabase database = MONGODB.newDatabase("shop");
    private final MongoCollection<Document> orders = database.getCollection("orders");

    @Test
    void areInNoTableLogMetricOrAnswer() throws Exception {
        orders.insertOne(order(1));
        FlinkJob job = cluster.submit(FLINK.jar(), arguments(), 2, null);
        awaitRows("SELECT COUNT(*) FROM orders", 1);
        write();
        awaitRows("SELECT COUNT(*) FROM orders", 3);
        awaitRows("SELECT COUNT(*) FROM lockstep_dead_letters WHERE NOT superseded", 5);
        killWriters();
        orders.insertOne(order(20));
        awaitRows("SELECT COUNT(*) FROM orders", 4);
        Map<String, String> running = answers(job);
        failForGood(job);

        Map<String, String> everything = new HashMap<>(running);
        everything.putAll(answers(job));
        everything.put("target", dump());
        everything.putAll(logs());
        everything.forEach(
                (place, text) ->
                        assertThat(text)
                                .as(place)
                                .doesNotContain(SECRET)
                                .doesNotContain("4111-2222")
                                .doesNotContain("4111222233337777"));

        // What is looked through is what would show it.
        assertThat(everything.get("target")).contains(SHOWN, "***4444", "EXPRESSION_FAILED");
        assertThat(everything.values()).anyMatch(text -> text.contains("deadLettersWritten"));
        assertThat(everything.values()).anyMatch(text -> text.contains("has a unique key beside"));
        assertThat(everything.values()).anyMatch(text -> text.contains(" DEBUG "));
    }

    /** Documents that become rows, and some of each kind that don't. */
    private void write() throws SQLException {
        orders.insertOne(order(2));
        orders.updateOne(eq("_id", 2), set("payment.amount", 8));
        orders.insertOne(order(3).append("kind", "draft"));
        orders.insertOne(order(10).append("total", "no number"));
        orders.insertOne(order(11).append("other", Double.NaN));
        orders.insertOne(order(12).append("note", 5));
        orders.insertOne(order(13).append("payment", new Document("card", SECRET)));
        orders.insertOne(order(14).append("a_b", 1).append("a", new Document("b", 1)));
        orders.insertOne(
                order(15).append("contact", new Document("number", "x".repeat(200) + SECRET)));
        orders.deleteOne(eq("_id", 3));
    }

    private static Document order(int id) {
        return new Document("_id", id)
                .append("kind", "order")
                .append("note", SHOWN)
                .append("card", SECRET)
                .append(
                        "payment",
                        new Document("card", SECRET)
                                .append("cards", List.of(SECRET, new Document("c", SECRET)))
                                .append("amount", 7))
                .append("contact", new Document("number", SECRET_NUMBER).append("text", SECRET))
                .append("total", 7);
    }

    /** The next batch fails, is logged, and is written again. */
    private static void killWriters() throws SQLException {
        try (Connection connection = MYSQL.connect()) {
            List<String> ids =
                    strings(
                            "SELECT id FROM information_schema.processlist WHERE db = DATABASE()"
                                    + " AND id <> CONNECTION_ID()",
                            connection);
            for (String id : ids) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("KILL CONNECTION " + id);
                }
            }
        }
    }

    private void failForGood(FlinkJob job) throws SQLException {
        try (Connection connection = MYSQL.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE refused (id BIGINT PRIMARY KEY, n INT UNIQUE)");
        }
        database.getCollection("refused").insertOne(order(1));
        cluster.await("the job's failure", PATIENCE, () -> job.state().equals("FAILED"));
    }

    private List<String> arguments() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("masked.yaml"), PIPELINE.formatted(database.getName()));
        return List.of("--pipeline", file.toString());
    }

    private void awaitRows(String sql, long rows) {
        cluster.await(rows + " from " + sql, PATIENCE, () -> number(sql) == rows);
    }

    private static long number(String sql) {
        try (Connection connection = MYSQL.connect()) {
            return Long.parseLong(strings(sql, connection).get(0));
        } catch (SQLException e) {
            return -1; // the table is not there yet
        }
    }

    private static List<String> strings(String sql, Connection connection) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    text.append(i == 1 ? "" : "|").append(row.getString(i));
                }
                rows.add(text.toString());
            }
        }
        return rows;
    }

    /** All rows of all tables. */
    private static String dump() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = MYSQL.connect()) {
            for (String table : strings("SHOW TABLES", connection)) {
                all.append(table).append('\n');
                strings("SELECT * FROM `" + table + "`", connection)
                        .forEach(row -> all.append(row).append('\n'));
            }
        }
        return all.toString();
    }

    /** What Flink's REST interface, which the web UI shows, tells of the job and the cluster. */
    private Map<String, String> answers(FlinkJob job) {
        Map<String, String> answers = new HashMap<>();
        String path = "/jobs/" + job.id();
        Stream.of("", "/config", "/plan", "/exceptions", "/accumulators", "/checkpoints")
                .forEach(page -> answer(path + page, answers));
        answer("/jobmanager/environment", answers);
        answer("/jobmanager/metrics", answers);
        for (Document vertex :
                Document.parse(cluster.answer(path)).getList("vertices", Document.class)) {
            String of = path + "/vertices/" + vertex.getString("id");
            Stream.of("", "/accumulators", "/subtasktimes", "/watermarks")
                    .forEach(page -> answer(of + page, answers));
            metrics(of + "/metrics", answers);
        }
        return answers;
    }

    private void metrics(String path, Map<String, String> answers) {
        List<String> names =
                Document.parse("{\"all\": " + cluster.answer(path) + "}")
                        .getList("all", Document.class)
                        .stream()
                        .map(metric -> metric.getString("id"))
                        .filter(name -> name.matches("[\\w.]+"))
                        .toList();
        for (int i = 0; i < names.size(); i += METRICS_A_REQUEST) {
            List<String> some = names.subList(i, Math.min(names.size(), i + METRICS_A_REQUEST));
            answer(path + "?get=" + String.join(",", some), answers);
        }
    }

    private void answer(String page, Map<String, String> answers) {
        answers.put(page, cluster.answer(page));
    }

    private Map<String, String> logs() throws IOException {
        Map<String, String> logs = new HashMap<>();
        try (Stream<Path> files = Files.list(cluster.logs())) {
            for (Path log : files.toList()) {
                logs.put(log.toString(), Files.readString(log));
            }
        }
        return logs;
    }
}
