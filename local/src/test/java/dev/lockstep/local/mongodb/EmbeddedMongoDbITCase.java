package dev.lockstep.local.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoSecurityException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import dev.lockstep.local.mongodb.EmbeddedMongoDb.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded server as a whole: how it is set up, and that clients do not disturb each other. */
final class EmbeddedMongoDbITCase {
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    @Test
    void withoutAMongodOnThePathTheEmbeddedServerIsUsed(@TempDir Path empty) {
        try (MongoDb server = MongoDbServers.start(Optional.empty(), empty.toString())) {
            assertThat(server).isInstanceOf(EmbeddedMongoDb.class);
            assertThat(server.uri()).matches("mongodb://127\\.0\\.0\\.1:\\d+/\\?replicaSet=rs0");
            assertThat(server.describe())
                    .matches(
                            "MongoDB 4\\.4\\.0 \\(embedded model\\) at"
                                    + " 127\\.0\\.0\\.1:\\d+, replica set rs0");
        }
    }

    @Test
    void saysWhatItIs() {
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start();
                MongoClient client = MongoClients.create(server.uri())) {
            MongoDatabase admin = client.getDatabase("admin");
            Document buildInfo = admin.runCommand(new Document("buildInfo", 1));
            assertThat(buildInfo.getString("version")).isEqualTo("4.4.0");
            assertThat(buildInfo.getList("modules", String.class))
                    .containsExactly("lockstep-embedded");

            Document hello = admin.runCommand(new Document("hello", 1));
            assertThat(hello.get("ok")).isEqualTo(1.0);
            assertThat(hello.getBoolean("isWritablePrimary")).isTrue();
            assertThat(hello.getString("setName")).isEqualTo("rs0");
            assertThat(hello.getString("me")).isEqualTo("127.0.0.1:" + server.port());
            assertThat(hello.get("operationTime"))
                    .isEqualTo(hello.get("$clusterTime", Document.class).get("clusterTime"));
        }
    }

    @Test
    void aStandaloneServerRefusesChangeStreams() {
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start(Options.DEFAULT.asStandalone());
                MongoClient client = MongoClients.create(server.uri())) {
            MongoCollection<Document> orders = client.getDatabase("shop").getCollection("orders");
            orders.insertOne(new Document("_id", 1));

            assertThatThrownBy(() -> orders.watch().cursor())
                    .isInstanceOfSatisfying(
                            MongoCommandException.class,
                            e -> {
                                assertThat(e.getCode()).isEqualTo(40573);
                                assertThat(e.getErrorMessage())
                                        .isEqualTo(
                                                "The $changeStream stage is only supported on"
                                                        + " replica sets");
                            });
            Document hello = client.getDatabase("admin").runCommand(new Document("isMaster", 1));
            assertThat(hello).doesNotContainKeys("setName", "$clusterTime", "operationTime");
        }
    }

    @Test
    void aUserMustAuthenticate() {
        try (EmbeddedMongoDb server =
                EmbeddedMongoDb.start(Options.DEFAULT.withUser("sync", "p@ss/word"))) {
            try (MongoClient client = MongoClients.create(server.uri())) {
                client.getDatabase("shop").getCollection("orders").insertOne(new Document());
                Document status =
                        client.getDatabase("admin").runCommand(new Document("connectionStatus", 1));
                assertThat(
                                status.get("authInfo", Document.class)
                                        .getList("authenticatedUsers", Document.class))
                        .containsExactly(new Document("user", "sync").append("db", "admin"));
            }
            String rightUri = server.uri();
            assertThat(authenticationError(rightUri.replace("p%40ss", "pass"))).isEqualTo(18);
            assertThat(authenticationError(rightUri.replace("sync:", "other:"))).isEqualTo(18);

            try (MongoClient nobody = MongoClients.create(rightUri.replaceFirst("//.*@", "//"))) {
                assertThatThrownBy(() -> nobody.getDatabase("shop").listCollectionNames().first())
                        .isInstanceOfSatisfying(
                                MongoCommandException.class,
                                e -> assertThat(e.getCode()).isEqualTo(13));
            }
            assertThat(server.describe()).doesNotContain("p@ss").doesNotContain("p%40ss");
        }
    }

    private static int authenticationError(String uri) {
        try (MongoClient client = MongoClients.create(uri)) {
            client.getDatabase("shop").listCollectionNames().first();
            return 0;
        } catch (MongoSecurityException e) {
            return ((MongoCommandException) e.getCause()).getCode();
        }
    }

    @Test
    void aLostResumePointIsToldAsMongoDbTellsIt() {
        try (EmbeddedMongoDb server =
                        EmbeddedMongoDb.start(Options.DEFAULT.withOplogBytes(64 * 1024));
                MongoClient client = MongoClients.create(server.uri())) {
            MongoDatabase shop = client.getDatabase("shop");
            MongoCollection<Document> orders = shop.getCollection("orders");
            var always = orders.watch().cursor();
            orders.insertOne(new Document("_id", 1));
            ChangeStreamDocument<Document> event = always.next();
            orders.insertOne(new Document("_id", 2));
            client.getDatabase("other")
                    .getCollection("filler")
                    .insertMany(
                            IntStream.range(0, 100)
                                    .mapToObj(i -> new Document("pad", "x".repeat(1_000)))
                                    .toList());

            assertThat(
                            errorCode(
                                    () ->
                                            orders.watch()
                                                    .startAtOperationTime(event.getClusterTime())
                                                    .cursor()))
                    .isEqualTo(286);
            BsonDocument token = event.getResumeToken();
            try (var resumed =
                    orders.watch()
                            .resumeAfter(token)
                            .maxAwaitTime(1, TimeUnit.MILLISECONDS)
                            .cursor()) {
                assertThat(resumed.tryNext()).isNull();
                assertThat(resumed.getResumeToken()).isNotEqualTo(token);
                orders.insertOne(new Document("_id", 3));
                assertThat(errorCode(resumed::next)).isEqualTo(280);
            }
            assertThat(errorCode(always::next)).isEqualTo(136);
        }
    }

    private static int errorCode(Runnable reading) {
        try {
            reading.run();
            return 0;
        } catch (MongoCommandException e) {
            return e.getCode();
        }
    }

    @Test
    void anIdleServersTokensMoveOnByItself() {
        Options options = Options.DEFAULT.withHeartbeat(Duration.ofMillis(20));
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start(options);
                MongoClient client = MongoClients.create(server.uri());
                var stream =
                        client.getDatabase("shop")
                                .watch()
                                .maxAwaitTime(1, TimeUnit.MILLISECONDS)
                                .cursor()) {
            assertThat(stream.tryNext()).isNull();
            BsonDocument first = stream.getResumeToken();
            Awaitility.await()
                    .untilAsserted(
                            () -> {
                                assertThat(stream.tryNext()).isNull();
                                assertThat(stream.getResumeToken().getString("_data").getValue())
                                        .isGreaterThan(first.getString("_data").getValue());
                            });
        }
    }

    @Test
    void waitingStreamsHoldUpNobody() {
        int streams = 40;
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start();
                MongoClient client =
                        MongoClients.create(server.uri() + "&maxPoolSize=" + (streams + 10))) {
            MongoCollection<Document> orders = client.getDatabase("shop").getCollection("orders");
            List<CompletableFuture<Object>> waiting = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                var stream = orders.watch().maxAwaitTime(5, TimeUnit.MINUTES).cursor();
                CompletableFuture<Object> next = new CompletableFuture<>();
                Thread thread =
                        new Thread(() -> next.complete(stream.next().getFullDocument().get("_id")));
                thread.setDaemon(true);
                thread.start();
                waiting.add(next);
            }
            // Commands of others are answered while all wait, and one write wakes every one of
            // them.
            for (int i = 0; i < 100; i++) {
                assertThat(orders.countDocuments()).isZero();
            }
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            orders.insertOne(new Document("_id", "wake up"));
            assertThat(waiting).allSatisfy(next -> assertThat(next.get()).isEqualTo("wake up"));
        }
    }

    @Test
    void aCursorReturnsTheDocumentsOfItsStart() {
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start();
                MongoClient client = MongoClients.create(server.uri())) {
            MongoCollection<Document> orders = client.getDatabase("shop").getCollection("orders");
            List<Document> before =
                    IntStream.range(0, 1_000)
                            .mapToObj(i -> new Document("_id", i).append("n", 0))
                            .toList();
            orders.insertMany(before);
            try (MongoCursor<Document> cursor = orders.find().batchSize(10).cursor()) {
                cursor.next();
                orders.updateMany(new Document(), inc("n", 1));
                orders.deleteMany(new Document());
                List<Document> read = new ArrayList<>();
                cursor.forEachRemaining(read::add);
                assertThat(read).isEqualTo(before.subList(1, 1_000));
            }
            assertThat(orders.countDocuments()).isZero();
        }
    }

    @Test
    void eventsOfConcurrentWritersReplayToTheCollection() {
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start();
                MongoClient client = MongoClients.create(server.uri())) {
            MongoCollection<Document> orders = client.getDatabase("shop").getCollection("orders");
            Map<Object, Document> replayed = new HashMap<>();
            try (var stream = orders.watch().fullDocument(FullDocument.DEFAULT).cursor()) {
                List<CompletableFuture<Void>> writers =
                        IntStream.range(0, 4)
                                .mapToObj(
                                        i ->
                                                CompletableFuture.runAsync(
                                                        () -> writeRandomly(orders, i)))
                                .toList();
                writers.forEach(CompletableFuture::join);
                orders.insertOne(new Document("_id", "end"));

                String lastToken = "";
                while (!replayed.containsKey("end")) {
                    ChangeStreamDocument<Document> event = stream.next();
                    String token = event.getResumeToken().getString("_data").getValue();
                    assertThat(token).isGreaterThan(lastToken);
                    lastToken = token;
                    replay(event, replayed);
                }
            }
            Map<Object, Document> stored = new HashMap<>();
            orders.find().forEach(document -> stored.put(document.get("_id"), document));
            assertThat(replayed).isEqualTo(stored);
        }
    }

    private static void writeRandomly(MongoCollection<Document> orders, int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            int id = random.nextInt(20);
            switch (random.nextInt(6)) {
                case 0 -> orders.deleteOne(eq("_id", id));
                case 1 -> orders.findOneAndReplace(eq("_id", id), new Document("by", seed));
                case 2 -> orders.findOneAndUpdate(eq("_id", id), set("by", seed));
                case 3 -> orders.updateMany(new Document(), inc("all", 1));
                default -> orders.updateOne(eq("_id", id), inc("n", 1), UPSERT);
            }
        }
    }

    /** From nothing but the events: an update is applied by its description. */
    private static void replay(
            ChangeStreamDocument<Document> event, Map<Object, Document> documents) {
        Object id = Document.parse(event.getDocumentKey().toJson()).get("_id");
        switch (event.getOperationTypeString()) {
            case "insert" -> assertThat(documents.put(id, event.getFullDocument())).isNull();
            case "replace" -> assertThat(documents.put(id, event.getFullDocument())).isNotNull();
            case "delete" -> assertThat(documents.remove(id)).isNotNull();
            default ->
                    documents
                            .get(id)
                            .putAll(
                                    Document.parse(
                                            event.getUpdateDescription()
                                                    .getUpdatedFields()
                                                    .toJson()));
        }
    }
}
