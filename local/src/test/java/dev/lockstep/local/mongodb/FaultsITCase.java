package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on demand, as the driver sees it. */
final class FaultsITCase {
    private EmbeddedMongoDb server;
    private MongoClient client;
    private MongoDatabase admin;
    private MongoCollection<Document> orders;

    @BeforeEach
    void start() {
        server = EmbeddedMongoDb.start();
        client = clientOf("tests");
        admin = client.getDatabase("admin");
        orders = client.getDatabase("shop").getCollection("orders");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** A client that tries nothing again by itself. */
    private MongoClient clientOf(String application) {
        return MongoClients.create(
                MongoClientSettings.builder()
                        .applyConnectionString(new ConnectionString(server.uri()))
                        .applicationName(application)
                        .retryReads(false)
                        .retryWrites(false)
                        .build());
    }

    @Test
    void aFailPointHitsTheNextCommandsOfItsNames() {
        server.faults().failCommand(FailPoint.on("find", "count").times(2).failingWith(2));

        assertThat(codeOf(() -> orders.find().first())).isEqualTo(2);
        orders.insertOne(new Document("_id", 1));
        assertThat(codeOf(() -> orders.estimatedDocumentCount())).isEqualTo(2);
        assertThat(orders.find().first()).isEqualTo(new Document("_id", 1));
    }

    @Test
    void theCommandSetsItAndCounts() {
        assertThat(configure("{times: 2}", "{failCommands: ['ping'], errorCode: 2}")).isZero();
        assertThat(pings(3)).containsExactly(2, 2, 0);
        assertThat(configure("{skip: 1}", "{failCommands: ['ping'], errorCode: 2}")).isEqualTo(2);
        assertThat(pings(3)).containsExactly(0, 2, 2);
        assertThat(configure("'alwaysOn'", "{failCommands: ['ping'], errorCode: 2}")).isEqualTo(2);
        assertThat(pings(2)).containsExactly(2, 2);
        assertThat(
                        configure(
                                "{activationProbability: 0.0}",
                                "{failCommands: ['ping'], errorCode: 2}"))
                .isEqualTo(2);
        assertThat(pings(2)).containsExactly(0, 0);
        assertThat(configure("'off'", "{}")).isZero();
        assertThat(pings(1)).containsExactly(0);
    }

    @Test
    void unknownFailPointsAndModesAreRefused() {
        assertThatThrownBy(
                        () ->
                                admin.runCommand(
                                        Document.parse("{configureFailPoint: 'x', mode: 'off'}")))
                .hasMessageContaining("185")
                .hasMessageContaining("x not found");
        assertThat(codeOf(() -> configure("'sometimes'", "{}"))).isEqualTo(2);
        assertThat(codeOf(() -> configure("{times: -1}", "{}"))).isEqualTo(2);
        assertThat(
                        codeOf(
                                () ->
                                        client.getDatabase("shop")
                                                .runCommand(
                                                        Document.parse(
                                                                "{configureFailPoint:"
                                                                        + " 'failCommand', mode:"
                                                                        + " 'off'}"))))
                .isEqualTo(13);
    }

    @Test
    void aFailPointCanConcernOneApplicationOnly() {
        server.faults().failCommand(FailPoint.on("ping").failingWith(2).forApplication("other"));

        assertThat(pings(1)).containsExactly(0);
        try (MongoClient other = clientOf("other")) {
            assertThat(codeOf(() -> other.getDatabase("admin").runCommand(new Document("ping", 1))))
                    .isEqualTo(2);
        }
    }

    @Test
    void aClosedConnectionLeavesTheCommandUndone() {
        server.faults().failCommand(FailPoint.on("insert").times(1).closingTheConnection());

        assertThatThrownBy(() -> orders.insertOne(new Document("_id", 1)))
                .isInstanceOf(MongoSocketReadException.class);
        assertThat(orders.countDocuments()).isZero();
    }

    @Test
    void aWriteConcernErrorComesWithTheWriteDone() {
        server.faults()
                .failCommand(
                        FailPoint.on("insert").failingWriteConcernWith(64, "waiting timed out"));

        assertThatThrownBy(() -> orders.insertOne(new Document("_id", 1)))
                .isInstanceOfSatisfying(
                        MongoWriteConcernException.class,
                        e -> {
                            assertThat(e.getWriteConcernError().getCode()).isEqualTo(64);
                            assertThat(e.getWriteConcernError().getCodeName())
                                    .isEqualTo("WriteConcernFailed");
                        });
        assertThat(orders.countDocuments()).isOne();
    }

    @Test
    void manyCommandsAreDelayedAtOnceAndHoldUpNobody() throws Exception {
        server.faults()
                .failCommand(FailPoint.on("count").delaying(Duration.ofMillis(500)).failingWith(2));

        List<CompletableFuture<Integer>> delayed =
                IntStream.range(0, 20)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () -> codeOf(orders::estimatedDocumentCount),
                                                task -> new Thread(task).start()))
                        .toList();
        assertThat(pings(1)).containsExactly(0);
        for (CompletableFuture<Integer> code : delayed) {
            assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void labelsAreAServersOwnOrThoseGiven() {
        server.faults().failCommand(FailPoint.on("find").times(1).failingWith(286));
        assertThat(labelsOf(() -> orders.find().first()))
                .containsExactly("NonResumableChangeStreamError");

        server.faults().failCommand(FailPoint.on("find").times(1).failingWith(286).labelled("Own"));
        assertThat(labelsOf(() -> orders.find().first())).containsExactly("Own");

        server.faults().failCommand(FailPoint.on("find").times(1).failingWith(286).labelled());
        assertThat(labelsOf(() -> orders.find().first())).isEmpty();
    }

    @Test
    void aPrimaryThatStepsDownIsElectedAgainAndNothingIsLost() {
        orders.insertOne(new Document("_id", 1));
        Document before = admin.runCommand(new Document("hello", 1));
        try (MongoCursor<ChangeStreamDocument<Document>> stream = orders.watch().cursor();
                MongoClient direct =
                        MongoClients.create(
                                server.uri() + "&directConnection=true&retryWrites=false")) {
            server.faults().stepDown(Duration.ofSeconds(1));

            MongoCollection<Document> there = direct.getDatabase("shop").getCollection("orders");
            assertThat(
                            codeOf(
                                    () ->
                                            direct.getDatabase("admin")
                                                    .runCommand(new Document("create", "x"))))
                    .isEqualTo(10107);
            assertThat(
                            direct.getDatabase("admin")
                                    .runCommand(new Document("hello", 1))
                                    .getBoolean("secondary"))
                    .isTrue();
            assertThat(there.countDocuments()).isOne();

            // The driver waits for a primary by itself.
            orders.insertOne(new Document("_id", 2));
            assertThat(stream.next().getFullDocument()).isEqualTo(new Document("_id", 2));
        }
        Document after = admin.runCommand(new Document("hello", 1));
        assertThat(after.getBoolean("isWritablePrimary")).isTrue();
        assertThat(after.getObjectId("electionId")).isGreaterThan(before.getObjectId("electionId"));
    }

    @Test
    void steppingDownByCommandMustBeForced() {
        assertThat(codeOf(() -> admin.runCommand(Document.parse("{replSetStepDown: 1}"))))
                .isEqualTo(262);

        admin.runCommand(Document.parse("{replSetStepDown: 1, force: true}"));
        try (MongoClient retrying = MongoClients.create(server.uri())) {
            retrying.getDatabase("shop").getCollection("orders").insertOne(new Document("_id", 1));
        }
        assertThat(orders.countDocuments()).isOne();
    }

    @Test
    void aFrozenServerAnswersWhenItIsThawed() {
        server.faults().freeze(Duration.ofSeconds(1));
        assertThatThrownBy(
                        () -> {
                            try (MongoClient impatient =
                                    MongoClients.create(
                                            server.uri() + "&serverSelectionTimeoutMS=100")) {
                                impatient.getDatabase("admin").runCommand(new Document("ping", 1));
                            }
                        })
                .isInstanceOf(MongoException.class);
        orders.insertOne(new Document("_id", 1));
        assertThat(orders.countDocuments()).isOne();
    }

    @Test
    void aStreamGoesOnBehindKilledCursorsDroppedConnectionsAndResumableErrors() {
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream =
                orders.watch().cursor()) {
            orders.insertOne(new Document("_id", 1));
            assertThat(stream.next().getFullDocument()).isEqualTo(new Document("_id", 1));
            server.faults().killCursors();
            orders.insertOne(new Document("_id", 2));
            assertThat(stream.next().getFullDocument()).isEqualTo(new Document("_id", 2));
            server.faults().dropConnections();
            inserted(3);
            assertThat(stream.next().getFullDocument()).isEqualTo(new Document("_id", 3));
            admin.runCommand(
                    Document.parse(
                            "{configureFailPoint: 'failGetMoreAfterCursorCheckout', mode: {times:"
                                    + " 1}, data: {errorCode: 262, closeConnection: false}}"));
            orders.insertOne(new Document("_id", 4));
            assertThat(stream.next().getFullDocument()).isEqualTo(new Document("_id", 4));
        }
    }

    @Test
    void killedCursorsAreNotFound() {
        orders.insertMany(IntStream.range(0, 10).mapToObj(i -> new Document("_id", i)).toList());
        try (MongoCursor<Document> cursor = orders.find().batchSize(2).cursor()) {
            cursor.next();
            cursor.next();
            server.faults().killCursors();
            assertThat(codeOf(cursor::next)).isEqualTo(43);
        }
    }

    /** Dropped connections stay in the driver's pool until it tries to use them. */
    private void inserted(int id) {
        Awaitility.await()
                .ignoreExceptionsInstanceOf(MongoException.class)
                .until(() -> orders.insertOne(new Document("_id", id)).wasAcknowledged());
    }

    private int configure(String mode, String data) {
        return admin.runCommand(
                        Document.parse(
                                "{configureFailPoint: 'failCommand', mode: "
                                        + mode
                                        + ", data: "
                                        + data
                                        + "}"))
                .getInteger("count");
    }

    private List<Integer> pings(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> codeOf(() -> admin.runCommand(new Document("ping", 1))))
                .toList();
    }

    /** 0 for none. */
    private static int codeOf(Runnable command) {
        try {
            command.run();
            return 0;
        } catch (MongoException e) {
            return e.getCode();
        }
    }

    private static List<String> labelsOf(Runnable command) {
        try {
            command.run();
            return List.of("no error");
        } catch (MongoCommandException e) {
            return List.copyOf(e.getErrorLabels());
        }
    }
}
