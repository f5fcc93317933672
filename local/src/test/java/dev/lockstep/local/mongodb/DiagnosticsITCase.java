package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What shells and browsers send when they connect and look around. */
final class DiagnosticsITCase {

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT);

    private MongoDatabase database;

    @BeforeEach
    void newDatabase() {
        database = MONGODB.newDatabase("shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "buildInfo",
                "connPoolStats",
                "connectionStatus",
                "getCmdLineOpts",
                "getFreeMonitoringStatus",
                "hello",
                "hostInfo",
                "isMaster",
                "listDatabases",
                "ping",
                "replSetGetConfig",
                "replSetGetStatus",
                "serverStatus",
                "whatsmyuri"
            })
    void isAnswered(String command) {
        assertThat(admin(new Document(command, 1)).get("ok")).isEqualTo(1.0);
    }

    @ParameterizedTest
    @CsvSource({
        "atlasVersion, 59, no such command: 'atlasVersion'",
        "isdbgrid, 59, no such command: 'isdbgrid'",
        "explain, 115, explain is not modelled by this server",
        "currentOp, 115, currentOp is not modelled by this server",
        "getLog, 14, Argument to getLog must be of type String",
    })
    void isRefused(String command, int code, String message) {
        for (MongoDatabase on : List.of(database, MONGODB.client().getDatabase("admin"))) {
            assertRefused(on, new Document(command, 1), code, message);
        }
    }

    @Test
    void explainIsRefusedInAnyForm() {
        var found = database.getCollection("orders").find();
        assertThatThrownBy(found::explain).hasMessageContaining("explain is not modelled");
        assertRefused(
                database,
                Document.parse("{aggregate: 'orders', pipeline: [], explain: true}"),
                115,
                "explain is not modelled by this server");
    }

    @Test
    void startupWarningsSayWhatItIs() throws JsonProcessingException {
        Document reply = admin(new Document("getLog", "startupWarnings"));
        String line = reply.getList("log", String.class).get(0);
        assertThat(new ObjectMapper().readTree(line).get("msg").asText())
                .startsWith("This is no MongoDB server");
        assertThat(admin(new Document("getLog", "*")).getList("names", String.class))
                .containsExactly("global", "startupWarnings");
        assertRefused(
                MONGODB.client().getDatabase("admin"),
                new Document("getLog", "x"),
                96,
                "no RamLog named: x");
    }

    @Test
    void countsWhatMatches() {
        insert("{_id: 1, n: 1}", "{_id: 2, n: 2}", "{_id: 3, n: 2}");

        assertThat(count("{}")).isEqualTo(3);
        assertThat(count("{query: {n: 2}}")).isEqualTo(2);
        assertThat(count("{query: {n: 2}, skip: 1}")).isEqualTo(1);
        assertThat(count("{skip: 5}")).isEqualTo(0);
        assertThat(count("{limit: 2}")).isEqualTo(2);
        assertThat(count("{limit: 0}")).isEqualTo(3);
        assertThat(database.runCommand(new Document("count", "nosuch")).get("n")).isEqualTo(0);
        assertThat(admin(new Document("count", "nosuch")).get("n")).isEqualTo(0);
    }

    private Object count(String options) {
        Document command = new Document("count", "orders");
        command.putAll(Document.parse(options));
        return database.runCommand(command).get("n");
    }

    @Test
    void distinctValuesComeInOrderAndFromArrays() {
        insert(
                "{_id: 1, n: 2, tags: ['b', 'a']}",
                "{_id: 2, n: 1, tags: ['a']}",
                "{_id: 3, n: {$numberLong: '2'}}",
                "{_id: 4, n: {$binary: {base64: 'YWJj', subType: '80'}}, tags: 'c'}");

        assertThat(distinct("{key: 'tags'}")).containsExactly("a", "b", "c");
        assertThat(distinct("{key: 'n', query: {_id: {$lt: 4}}}")).containsExactly(1, 2);
        assertThat(distinct("{key: 'n'}")).hasSize(3);
        assertThat(distinct("{key: 'nosuch'}")).isEmpty();
    }

    private List<Object> distinct(String options) {
        Document command = new Document("distinct", "orders");
        command.putAll(Document.parse(options));
        return database.runCommand(command).getList("values", Object.class);
    }

    @Test
    void databaseStatisticsAddUp() {
        assertThat(database.runCommand(new Document("dbStats", 1)))
                .containsEntry("objects", 0)
                .containsEntry("collections", 0)
                .containsEntry("avgObjSize", 0.0);
        insert("{_id: 1, n: 1}", "{_id: 2, n: 2}");

        assertThat(database.runCommand(new Document("dbStats", 1)))
                .containsEntry("db", database.getName())
                .containsEntry("objects", 2)
                .containsEntry("collections", 1)
                .containsEntry("indexes", 1)
                .containsEntry("dataSize", 42.0)
                .containsEntry("avgObjSize", 21.0);
    }

    private void insert(String... documents) {
        database.getCollection("orders")
                .insertMany(List.of(documents).stream().map(Document::parse).toList());
    }

    private static Document admin(Document command) {
        return MONGODB.client().getDatabase("admin").runCommand(command);
    }

    private static void assertRefused(
            MongoDatabase database, Document command, int code, String message) {
        assertThatThrownBy(() -> database.runCommand(command))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> {
                            assertThat(e.getCode()).isEqualTo(code);
                            assertThat(e.getErrorMessage()).isEqualTo(message);
                        });
    }
}
