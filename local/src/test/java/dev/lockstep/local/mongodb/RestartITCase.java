package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoWriteException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartITCase {

    @TempDir Path folder;

    private EmbeddedMongoDb server;
    private MongoClient client;

    @BeforeEach
    void start() {
        server =
                EmbeddedMongoDb.start(
                        EmbeddedMongoDb.Options.DEFAULT.withData(folder).withPreAndPostImages());
        client = MongoClients.create(server.uri());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void keepsDocumentsInTheirOrder() {
        insert("a", "b", "c", "d");
        orders().updateOne(Filters.eq("a"), Updates.set("n", 1));
        orders().replaceOne(Filters.eq("b"), new Document("r", 2));
        orders().deleteOne(Filters.eq("c"));

        server = server.restart();
        orders().insertOne(new Document("_id", "0"));

        assertThat(orders().find())
                .containsExactly(
                        Document.parse("{_id: 'a', n: 1}"),
                        Document.parse("{_id: 'b', r: 2}"),
                        Document.parse("{_id: 'd'}"),
                        Document.parse("{_id: '0'}"));
    }

    /** Drivers keep away from a primary of an election before the last that they know. */
    @Test
    void isElectedAfterAllThatWereBefore() {
        insert("a");
        server.faults().stepDown(Duration.ofMillis(10));
        insert("b");

        server = server.restart();
        insert("c");
        server = server.restart();
        insert("d");

        assertThat(orders().countDocuments()).isEqualTo(4);
    }

    @Test
    void keepsCollectionsWithOptionsIndexesAndUuids() {
        client.getDatabase("shop").createCollection("empty", new CreateCollectionOptions());
        insert("a");
        orders().createIndex(Indexes.ascending("email"), new IndexOptions().unique(true));
        orders().updateOne(Filters.eq("a"), Updates.set("email", "x"));
        client.getDatabase("shop").getCollection("gone").insertOne(new Document());
        client.getDatabase("shop").getCollection("gone").drop();
        orders().renameCollection(new com.mongodb.MongoNamespace("shop.renamed"));
        List<Document> before =
                client.getDatabase("shop").listCollections().into(new ArrayList<>());

        server = server.restart();

        assertThat(client.getDatabase("shop").listCollections()).containsExactlyElementsOf(before);
        MongoCollection<Document> renamed = client.getDatabase("shop").getCollection("renamed");
        assertThat(renamed.listIndexes().map(it -> it.getString("name")))
                .containsExactly("_id_", "email_1");
        assertThatThrownBy(() -> renamed.insertOne(new Document("email", "x")))
                .isInstanceOf(MongoWriteException.class);
        assertThat(renamed.find(Filters.eq("email", "x")).first()).isNotNull();
    }

    @Test
    void keepsWhatTransactionsHaveCommitted() {
        insert("a", "b");
        List<ChangeStreamDocument<Document>> events = new ArrayList<>();
        try (ClientSession committed = client.startSession();
                ClientSession open = client.startSession();
                MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream =
                        orders().watch().cursor()) {
            committed.startTransaction();
            orders().insertOne(committed, new Document("_id", "c"));
            orders().updateOne(committed, Filters.eq("a"), Updates.set("n", 1));
            orders().deleteOne(committed, Filters.eq("b"));
            committed.commitTransaction();
            open.startTransaction();
            orders().insertOne(open, new Document("_id", "open"));
            for (int i = 0; i < 3; i++) {
                events.add(stream.next());
            }

            server = server.restart();
        }
        assertThat(orders().find())
                .containsExactly(Document.parse("{_id: 'a', n: 1}"), new Document("_id", "c"));
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> again =
                orders().watch().resumeAfter(events.get(0).getResumeToken()).cursor()) {
            assertThat(again.next()).isEqualTo(events.get(1));
            assertThat(again.next()).isEqualTo(events.get(2));
        }
        insert("open", "b");
    }

    @Test
    void aChangeStreamGoesOnByItself() {
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream =
                orders().watch().cursor()) {
            insert("before");
            assertThat(stream.next().getFullDocument()).isEqualTo(new Document("_id", "before"));
            insert("unread");

            server = server.restart();
            insert("after");

            assertThat(stream.next().getFullDocument()).isEqualTo(new Document("_id", "unread"));
            assertThat(stream.next().getFullDocument()).isEqualTo(new Document("_id", "after"));
        }
    }

    @Test
    void keepsImagesOfChanges() {
        client.getDatabase("shop")
                .runCommand(
                        Document.parse(
                                "{create: 'orders', changeStreamPreAndPostImages: {enabled:"
                                        + " true}}"));
        BsonTimestamp start = clusterTime();
        insert("a");
        orders().updateOne(Filters.eq("a"), Updates.set("n", 1));
        orders().updateOne(Filters.eq("a"), Updates.set("n", 2));
        orders().deleteOne(Filters.eq("a"));

        server = server.restart();

        List<String> events = new ArrayList<>();
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream =
                orders().watch()
                        .startAtOperationTime(new BsonTimestamp(start.getValue() + 1))
                        .fullDocument(FullDocument.REQUIRED)
                        .fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE)
                        .cursor()) {
            for (int i = 0; i < 4; i++) {
                ChangeStreamDocument<Document> event = stream.next();
                events.add(event.getFullDocumentBeforeChange() + " > " + event.getFullDocument());
            }
        }
        assertThat(events)
                .containsExactly(
                        "null > Document{{_id=a}}",
                        "Document{{_id=a}} > Document{{_id=a, n=1}}",
                        "Document{{_id=a, n=1}} > Document{{_id=a, n=2}}",
                        "Document{{_id=a, n=2}} > null");
    }

    @Test
    void timeNeverGoesBack() {
        insert("a");
        BsonTimestamp before = clusterTime();

        server = server.restart();

        assertThat(clusterTime()).isGreaterThan(before);
    }

    @Test
    void keepsUsers() {
        server.close();
        server =
                EmbeddedMongoDb.start(
                        EmbeddedMongoDb.Options.DEFAULT
                                .withData(folder)
                                .withUser("owner", "s3cret"));
        try (MongoClient owner = MongoClients.create(server.uri())) {
            owner.getDatabase("admin")
                    .runCommand(
                            Document.parse(
                                    "{createUser: 'reader', pwd: 'pass', roles: [{role: 'read',"
                                            + " db: 'shop'}]}"));
        }

        server = server.restart();

        String uri = server.uri().replace("owner:s3cret@", "reader:pass@");
        try (MongoClient reader = MongoClients.create(uri)) {
            assertThat(reader.getDatabase("shop").getCollection("orders").find()).isEmpty();
        }
    }

    @Test
    void cutsATornRecord() throws IOException {
        insert("a", "b");
        server.close();
        Path journal = folder.resolve("lockstep-mongodb-1.journal");
        Files.write(journal, new byte[] {100, 0, 0, 0, 1, 2, 3, 4, 5}, StandardOpenOption.APPEND);

        server = EmbeddedMongoDb.start(withPort());
        insert("c");
        server = server.restart();

        assertThat(orders().find().map(it -> it.getString("_id"))).containsExactly("a", "b", "c");
    }

    @Test
    void refusesADamagedJournal() throws IOException {
        insert("a");
        insert("b");
        server.close();
        Path journal = folder.resolve("lockstep-mongodb-1.journal");
        byte[] bytes = Files.readAllBytes(journal);
        bytes[20] ^= 1;
        Files.write(journal, bytes);

        assertThatThrownBy(() -> EmbeddedMongoDb.start(withPort()))
                .isInstanceOf(MongoDbStartException.class)
                .hasMessage(
                        "cannot keep data in %s: its journal is damaged at byte 0; restore it from a"
                                + " copy, or name a new folder",
                        folder);
    }

    @Test
    void refusesAFolderInUse() {
        assertThatThrownBy(
                        () ->
                                EmbeddedMongoDb.start(
                                        EmbeddedMongoDb.Options.DEFAULT.withData(folder)))
                .isInstanceOf(MongoDbStartException.class)
                .hasMessage(
                        "cannot keep data in %s: another server runs on it; end that one first",
                        folder);
    }

    @Test
    void refusesAFolderOfAnotherVersionOrUse(@TempDir Path other) throws IOException {
        EmbeddedMongoDb.Options options = EmbeddedMongoDb.Options.DEFAULT.withData(other);
        Path file = Files.createFile(other.resolve("thesis.txt"));
        assertThatThrownBy(() -> EmbeddedMongoDb.start(options))
                .hasMessageEndingWith("it holds other files; name a new or empty folder");

        Files.move(file, other.resolve("lockstep-mongodb-2.journal"));
        assertThatThrownBy(() -> EmbeddedMongoDb.start(options))
                .hasMessageEndingWith(
                        "another version of Lockstep wrote it; use that one, or a new folder");
    }

    @Test
    void losesEverythingOnDemand() {
        insert("a");

        server = server.restartEmpty();

        await().untilAsserted(() -> assertThat(client.listDatabaseNames()).doesNotContain("shop"));
        server = server.restart();
        assertThat(client.listDatabaseNames()).doesNotContain("shop");
    }

    private EmbeddedMongoDb.Options withPort() {
        return EmbeddedMongoDb.Options.DEFAULT.withData(folder).withPort(server.port());
    }

    private MongoCollection<Document> orders() {
        return client.getDatabase("shop").getCollection("orders");
    }

    private void insert(String... ids) {
        for (String id : ids) {
            orders().insertOne(new Document("_id", id));
        }
    }

    private BsonTimestamp clusterTime() {
        return client.getDatabase("admin")
                .runCommand(new Document("ping", 1))
                .get("operationTime", BsonTimestamp.class);
    }
}
