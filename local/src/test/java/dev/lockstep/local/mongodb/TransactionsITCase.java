package dev.lockstep.local.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions of several statements, through the driver. */
final class TransactionsITCase {
    private static final String TRANSIENT = MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL;

    private EmbeddedMongoDb server;
    private MongoClient client;
    private MongoDatabase shop;
    private MongoCollection<Document> orders;

    @BeforeEach
    void start() {
        server = EmbeddedMongoDb.start();
        client = MongoClients.create(server.uri());
        shop = client.getDatabase("shop");
        orders = shop.getCollection("orders");
        orders.insertMany(List.of(order(1, 10), order(2, 20), order(3, 30)));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static Document order(int id, int total) {
        return new Document("_id", id).append("total", total);
    }

    private ClientSession begun() {
        ClientSession session = client.startSession();
        session.startTransaction();
        return session;
    }

    private List<Document> seenBy(ClientSession session) {
        return orders.find(session).sort(new Document("_id", 1)).into(new ArrayList<>());
    }

    private List<Document> seenByAll() {
        return orders.find().sort(new Document("_id", 1)).into(new ArrayList<>());
    }

    @Test
    void itsWritesAreSeenByItselfAtOnceAndByOthersWhenItIsCommitted() {
        List<Document> before = seenByAll();
        Document replaced = new Document("_id", 3).append("note", "x");
        List<Document> after = List.of(order(1, 15), replaced, order(4, 40));
        try (ClientSession session = begun()) {
            orders.insertOne(session, order(4, 40));
            orders.updateOne(session, eq("_id", 1), inc("total", 5));
            orders.deleteOne(session, eq("_id", 2));
            orders.replaceOne(session, eq("_id", 3), new Document("note", "x"));

            assertThat(seenBy(session)).isEqualTo(after);
            assertThat(orders.find(session, eq("_id", 4)).first()).isEqualTo(order(4, 40));
            assertThat(orders.find(session, eq("_id", 2)).first()).isNull();
            assertThat(orders.countDocuments(session, gt("total", 10))).isEqualTo(2);
            assertThat(orders.distinct(session, "total", Integer.class)).contains(15, 40);
            assertThat(seenByAll()).isEqualTo(before);

            session.commitTransaction();
            assertThat(seenByAll()).isEqualTo(after);
        }
    }

    @Test
    void anAbortedOneLeavesNothing() {
        List<Document> before = seenByAll();
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream =
                        shop.watch().cursor();
                ClientSession session = begun()) {
            orders.insertOne(session, order(4, 40));
            orders.deleteOne(session, eq("_id", 2));
            shop.getCollection("new").insertOne(session, new Document());
            session.abortTransaction();

            assertThat(seenByAll()).isEqualTo(before);
            assertThat(shop.listCollectionNames()).containsExactly("orders");
            orders.insertOne(order(4, 41));
            assertThat(stream.next().getFullDocument()).isEqualTo(order(4, 41));
        }
    }

    @Test
    void itSeesTheStateAtItsBeginningWhateverOthersWrite() {
        MongoCollection<Document> customers = shop.getCollection("customers");
        customers.insertOne(new Document("_id", "a"));
        try (ClientSession session = begun()) {
            List<Document> before = seenBy(session);
            orders.updateMany(new Document(), inc("total", 1));
            orders.deleteOne(eq("_id", 1));
            orders.insertOne(order(0, 0));
            customers.deleteOne(eq("_id", "a"));
            shop.getCollection("later").insertOne(new Document("_id", 1));

            assertThat(seenBy(session)).isEqualTo(before);
            assertThat(orders.find(session, eq("_id", 1)).first()).isEqualTo(order(1, 10));
            assertThat(customers.countDocuments(session)).isOne();
            assertThat(shop.getCollection("later").countDocuments(session)).isZero();
            session.commitTransaction();
        }
        assertThat(seenByAll()).containsExactly(order(0, 0), order(2, 21), order(3, 31));
    }

    @Test
    void itsEventsShareTheTimeOfTheCommitAndCanBeResumedInside() {
        MongoCollection<Document> made = shop.getCollection("made");
        List<ChangeStreamDocument<Document>> events = new ArrayList<>();
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream =
                        shop.watch().cursor();
                ClientSession session = begun()) {
            orders.updateOne(session, eq("_id", 1), inc("total", 1));
            made.insertOne(session, new Document("_id", 1));
            orders.updateOne(session, eq("_id", 1), inc("total", 1));
            orders.deleteOne(session, eq("_id", 1));
            orders.insertOne(order(9, 9));
            session.commitTransaction();
            IntStream.range(0, 5).forEach(i -> events.add(stream.next()));

            assertThat(events.get(0).getFullDocument()).isEqualTo(order(9, 9));
            assertThat(events.get(0).getTxnNumber()).isNull();
            List<ChangeStreamDocument<Document>> committed = events.subList(1, 5);
            assertThat(committed.stream().map(it -> it.getOperationType().getValue()))
                    .containsExactly("update", "insert", "update", "delete");
            BsonTimestamp time = committed.get(0).getClusterTime();
            assertThat(time).isGreaterThan(events.get(0).getClusterTime());
            assertThat(committed)
                    .allSatisfy(
                            event -> {
                                assertThat(event.getClusterTime()).isEqualTo(time);
                                assertThat(event.getTxnNumber().getValue())
                                        .isEqualTo(
                                                session.getServerSession().getTransactionNumber());
                                assertThat(event.getLsid().get("id"))
                                        .isEqualTo(
                                                session.getServerSession()
                                                        .getIdentifier()
                                                        .get("id"));
                                assertThat(event.getLsid().getBinary("uid").getData()).hasSize(32);
                            });
        }
        assertThat(events.stream().map(TransactionsITCase::token))
                .isSorted()
                .doesNotHaveDuplicates();
        for (int i = 1; i < 4; i++) {
            try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> rest =
                    shop.watch().resumeAfter(events.get(i).getResumeToken()).cursor()) {
                for (ChangeStreamDocument<Document> event : events.subList(i + 1, 5)) {
                    assertThat(rest.next()).isEqualTo(event);
                }
                assertThat(rest.tryNext()).isNull();
            }
        }
    }

    private static String token(ChangeStreamDocument<Document> event) {
        return event.getResumeToken().getString("_data").getValue();
    }

    @Test
    void ofTwoThatWriteTheSameTheSecondConflicts() {
        try (ClientSession first = begun();
                ClientSession second = begun()) {
            orders.updateOne(first, eq("_id", 1), inc("total", 1));
            MongoException conflict =
                    failure(() -> orders.updateOne(second, eq("_id", 1), inc("total", 1)));
            assertThat(conflict.getCode()).isEqualTo(112);
            assertThat(conflict.getErrorLabels()).containsExactly(TRANSIENT);

            MongoException aborted = failure(() -> orders.find(second).first());
            assertThat(aborted.getCode()).isEqualTo(251);
            assertThat(aborted.getErrorLabels()).containsExactly(TRANSIENT);
            first.commitTransaction();
        }
        assertThat(orders.find(eq("_id", 1)).first()).isEqualTo(order(1, 11));
    }

    @Test
    void whatOthersHaveChangedSinceConflictsToo() {
        try (ClientSession session = begun()) {
            seenBy(session);
            orders.updateOne(eq("_id", 1), inc("total", 1));
            orders.insertOne(order(4, 40));
            assertThat(failure(() -> orders.updateOne(session, eq("_id", 1), inc("total", 1))))
                    .extracting(MongoException::getCode)
                    .isEqualTo(112);
        }
        try (ClientSession session = begun()) {
            seenBy(session);
            orders.insertOne(order(5, 50));
            assertThat(failure(() -> orders.insertOne(session, order(5, 51))))
                    .extracting(MongoException::getCode)
                    .isEqualTo(112);
        }
    }

    @Test
    void uniqueKeysHoldInsideAndAcross() {
        orders.createIndex(new Document("total", 1), new IndexOptions().unique(true));
        try (ClientSession session = begun()) {
            orders.deleteOne(session, eq("_id", 1));
            orders.insertOne(session, order(4, 10));
            assertThatThrownBy(() -> orders.insertOne(session, order(5, 20)))
                    .isInstanceOfSatisfying(
                            MongoWriteException.class,
                            e -> assertThat(e.getCode()).isEqualTo(11000));
            assertThat(failure(session::commitTransaction).getCode()).isEqualTo(251);
        }
        try (ClientSession session = begun()) {
            orders.deleteOne(session, eq("_id", 1));
            orders.insertOne(session, order(4, 10));
            session.commitTransaction();
        }
        assertThat(seenByAll()).containsExactly(order(2, 20), order(3, 30), order(4, 10));
        assertThatThrownBy(() -> orders.insertOne(order(6, 10))).hasMessageContaining("E11000");
        orders.insertOne(order(1, 11));
    }

    @Test
    void aPlainWriteWaitsForATransactionInItsWayAndIsDoneOnce() throws Exception {
        CompletableFuture<Void> writes;
        try (ClientSession session = begun()) {
            orders.updateOne(session, eq("_id", 2), inc("total", 1));
            orders.updateOne(eq("_id", 1), inc("total", 100));
            writes =
                    CompletableFuture.runAsync(
                            () -> orders.updateMany(new Document(), inc("total", 1000)));
            CompletableFuture<Void> inserts =
                    CompletableFuture.runAsync(
                            () -> orders.insertMany(List.of(order(7, 7), order(8, 8))));
            inserts.get(30, TimeUnit.SECONDS);
            assertThat(failure(() -> bounded(2)).getCode()).isEqualTo(50);
            assertThat(writes).isNotDone();
            session.commitTransaction();
        }
        writes.get(30, TimeUnit.SECONDS);
        assertThat(orders.find().sort(new Document("_id", 1)).limit(3))
                .containsExactly(order(1, 1110), order(2, 1021), order(3, 1030));
    }

    @Test
    void anOrderedBatchGoesOnWhereItWaited() throws Exception {
        CompletableFuture<Void> batch;
        try (ClientSession session = begun()) {
            orders.insertOne(session, order(5, 50));
            batch =
                    CompletableFuture.runAsync(
                            () ->
                                    orders.insertMany(
                                            List.of(order(4, 4), order(5, 5), order(6, 6))));
            Awaitility.await().until(() -> orders.find(eq("_id", 4)).first() != null);
            assertThat(orders.find(eq("_id", 6)).first()).isNull();
            session.abortTransaction();
        }
        batch.get(30, TimeUnit.SECONDS);
        assertThat(orders.find(gt("_id", 3)))
                .containsExactly(order(4, 4), order(5, 5), order(6, 6));
    }

    private void bounded(int id) {
        shop.runCommand(
                Document.parse(
                        "{findAndModify: 'orders', query: {_id: "
                                + id
                                + "}, update: {$set: {x: 1}}, maxTimeMS: 200}"));
    }

    @Test
    void aCollectionInUseIsNotDroppedBeforeTheEnd() throws Exception {
        CompletableFuture<Void> drop;
        try (ClientSession session = begun()) {
            orders.updateOne(session, eq("_id", 1), inc("total", 1));
            drop = CompletableFuture.runAsync(orders::drop);
            shop.getCollection("other").insertOne(new Document());
            shop.getCollection("other").drop();
            assertThat(seenBy(session)).hasSize(3);
            assertThat(drop).isNotDone();
            session.commitTransaction();
        }
        drop.get(30, TimeUnit.SECONDS);
        assertThat(shop.listCollectionNames()).isEmpty();
    }

    @Test
    void aCollectionInUseIsNotReplacedByARenamedOneBeforeTheEnd() throws Exception {
        shop.getCollection("other").insertOne(new Document("_id", "other"));
        CompletableFuture<Void> rename;
        try (ClientSession session = begun()) {
            orders.insertOne(session, new Document("_id", 99));
            rename =
                    CompletableFuture.runAsync(
                            () ->
                                    shop.getCollection("other")
                                            .renameCollection(
                                                    orders.getNamespace(),
                                                    new RenameCollectionOptions()
                                                            .dropTarget(true)));
            shop.getCollection("third").insertOne(new Document());
            session.commitTransaction();
        }
        rename.get(30, TimeUnit.SECONDS);
        assertThat(orders.find()).containsExactly(new Document("_id", "other"));
    }

    @Test
    void aCollectionThatIsNewIsThereWhenItIsCommitted() {
        MongoCollection<Document> made = shop.getCollection("made");
        try (ClientSession session = begun()) {
            made.insertOne(session, new Document("_id", 1));
            made.updateOne(session, eq("_id", 1), set("a", 2));
            assertThat(made.countDocuments(session)).isOne();
            assertThat(shop.listCollectionNames()).containsExactly("orders");
            session.commitTransaction();
        }
        assertThat(made.find()).containsExactly(new Document("_id", 1).append("a", 2));
        assertThatThrownBy(() -> made.insertOne(new Document("_id", 1)))
                .hasMessageContaining("E11000");
    }

    @Test
    void withTransactionTriesAgainUntilNobodyIsInTheWay() throws Exception {
        List<CompletableFuture<Void>> writers =
                IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.runAsync(this::transferTenTimes))
                        .toList();
        for (CompletableFuture<Void> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }
        assertThat(seenByAll()).containsExactly(order(1, -30), order(2, 60), order(3, 30));
    }

    private void transferTenTimes() {
        try (ClientSession session = client.startSession()) {
            for (int i = 0; i < 10; i++) {
                session.withTransaction(
                        () -> {
                            orders.updateOne(session, eq("_id", 1), inc("total", -1));
                            return orders.updateOne(session, eq("_id", 2), inc("total", 1));
                        });
            }
        }
    }

    @Test
    void aCommitIsRepeatedWhenItsReplyWasLost() {
        server.faults()
                .failCommand(
                        FailPoint.on("commitTransaction")
                                .times(1)
                                .failingWriteConcernWith(91, "x"));
        try (ClientSession session = begun()) {
            orders.insertOne(session, order(4, 40));
            session.commitTransaction();
            session.commitTransaction();
        }
        assertThat(orders.countDocuments()).isEqualTo(4);
    }

    @Test
    void itIsAbortedWhenItsTimeIsOver() {
        assertThat(
                        client.getDatabase("admin")
                                .runCommand(
                                        Document.parse(
                                                "{setParameter: 1, transactionLifetimeLimitSeconds:"
                                                        + " 1}"))
                                .getInteger("was"))
                .isEqualTo(60);
        try (ClientSession session = begun()) {
            orders.updateOne(session, eq("_id", 1), inc("total", 1));
            // Waits for the transaction's end.
            orders.updateOne(eq("_id", 1), inc("total", 100));
            assertThat(failure(session::commitTransaction).getCode()).isEqualTo(251);
        }
        assertThat(orders.find(eq("_id", 1)).first()).isEqualTo(order(1, 110));
    }

    @Test
    void itIsAbortedWithItsSessionAndByAStepDown() {
        try (ClientSession session = begun()) {
            orders.deleteOne(session, eq("_id", 1));
            client.getDatabase("admin").runCommand(Document.parse("{killAllSessions: []}"));
            assertThat(failure(session::commitTransaction).getCode()).isEqualTo(251);
        }
        try (ClientSession session = begun()) {
            orders.deleteOne(session, eq("_id", 1));
            server.faults().stepDown(Duration.ofMillis(100));
            assertThat(failure(session::commitTransaction).getErrorLabels()).contains(TRANSIENT);
        }
        assertThat(seenByAll()).hasSize(3);
    }

    @Test
    void whatAServerRefusesIsRefused() {
        assertThat(raw("{count: 'orders', START}")).isEqualTo(263);
        assertThat(raw("{aggregate: 'orders', pipeline: [{$changeStream: {}}], cursor: {}, START}"))
                .isEqualTo(263);
        assertThat(raw("{find: 'orders', txnNumber: {$numberLong: '3'}, autocommit: false}"))
                .isEqualTo(251);
        assertThat(raw("{find: 'orders', autocommit: false}")).isEqualTo(72);
        assertThat(raw("{find: 'orders', txnNumber: {$numberLong: '3'}}")).isEqualTo(50889);
        assertThat(raw("{find: 'orders', readConcern: {level: 'best'}}")).isEqualTo(9);
        assertThat(raw("{find: 'orders', readConcern: {level: 'snapshot'}}")).isEqualTo(72);
        assertThat(raw("{insert: 'orders', documents: [{}], writeConcern: {w: {}}}")).isEqualTo(9);
    }

    private int raw(String command) {
        String start = "startTransaction: true, autocommit: false, txnNumber: {$numberLong: '1'}";
        return failure(
                        () ->
                                shop.runCommand(
                                        Document.parse(command.replace("START", start))
                                                .append("lsid", lsid())))
                .getCode();
    }

    /** Of a session that the driver does not use. */
    private static BsonDocument lsid() {
        return new BsonDocument("id", new BsonBinary(UUID.randomUUID()));
    }

    @Test
    void concernsAreMetOrRefused() {
        assertThat(
                        orders.withWriteConcern(WriteConcern.MAJORITY)
                                .withReadConcern(ReadConcern.MAJORITY)
                                .countDocuments())
                .isEqualTo(3);
        assertThatThrownBy(() -> orders.withWriteConcern(WriteConcern.W3).insertOne(order(4, 40)))
                .isInstanceOfSatisfying(
                        MongoWriteConcernException.class,
                        e -> assertThat(e.getCode()).isEqualTo(100));
        assertThat(orders.countDocuments()).isEqualTo(4);
        try (ClientSession session =
                client.startSession(
                        ClientSessionOptions.builder().causallyConsistent(true).build())) {
            orders.insertOne(session, order(5, 50));
            assertThat(orders.find(session, eq("_id", 5)).first()).isEqualTo(order(5, 50));
        }
        assertThat(
                        raw(
                                "{find: 'orders', readConcern: {afterClusterTime: {$timestamp: {t:"
                                        + " 4000000000, i: 1}}}}"))
                .isEqualTo(72);
    }

    private static MongoException failure(Runnable command) {
        try {
            command.run();
        } catch (MongoException e) {
            return e;
        }
        throw new AssertionError("nothing failed");
    }
}
