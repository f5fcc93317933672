package dev.lockstep.local.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that are sent again, by the driver or by hand, are done once. */
final class RetryableWritesITCase {
    private EmbeddedMongoDb server;
    private MongoClient client;
    private MongoDatabase shop;
    private MongoCollection<Document> orders;

    /** The driver does not use it for writes of its own. */
    private ClientSession session;

    @BeforeEach
    void start() {
        server = EmbeddedMongoDb.start();
        client = MongoClients.create(server.uri());
        shop = client.getDatabase("shop");
        orders = shop.getCollection("orders");
        session = client.startSession();
        // Takes it out of the driver's pool, before it is used for something else.
        assertThat(session.getServerSession().isClosed()).isFalse();
    }

    @AfterEach
    void stop() {
        session.close();
        client.close();
        server.close();
    }

    @Test
    void theDriverRetriesWhatFailsWithALabel() {
        server.faults().failCommand(FailPoint.on("insert").times(1).failingWith(262));
        orders.insertOne(new Document("_id", 1));
        server.faults().failCommand(FailPoint.on("update").times(1).closingTheConnection());
        orders.updateOne(eq("_id", 1), inc("n", 1));
        server.faults()
                .failCommand(
                        FailPoint.on("findAndModify").times(1).failingWriteConcernWith(262, "x"));
        orders.findOneAndUpdate(eq("_id", 1), inc("n", 1));

        assertThat(orders.find()).containsExactly(new Document("_id", 1).append("n", 2));
    }

    @Test
    void aRepeatedStatementAnswersAsBeforeAndWritesNothing() {
        String update =
                "{update: 'orders', updates: [{q: {_id: 1}, u: {$inc: {n: 1}}, upsert: true}, {q:"
                        + " {_id: 1}, u: {$inc: {n: 1}}}], NUMBER}";
        Document first = run(update, 1);
        Document again = run(update, 1);
        assertThat(again.getInteger("n")).isEqualTo(2);
        assertThat(again.get("nModified")).isEqualTo(first.get("nModified")).isEqualTo(1);
        assertThat(again.get("upserted")).isEqualTo(first.get("upserted"));
        assertThat(orders.find()).containsExactly(new Document("_id", 1).append("n", 2));

        String insert = "{insert: 'orders', documents: [{_id: 2}, {_id: 3}], NUMBER}";
        run(insert, 2);
        assertThat(run(insert, 2).getInteger("n")).isEqualTo(2);

        String delete = "{delete: 'orders', deletes: [{q: {}, limit: 1}], NUMBER}";
        run(delete, 3);
        assertThat(run(delete, 3).getInteger("n")).isEqualTo(1);
        assertThat(orders.countDocuments()).isEqualTo(2);

        String modify = "{findAndModify: 'orders', query: {}, update: {$inc: {m: 1}}, NUMBER}";
        Object value = run(modify, 4).get("value");
        assertThat(run(modify, 4).get("value")).isEqualTo(value);
    }

    @Test
    void onlyTheStatementsThatWereNotDoneAreDone() {
        orders.insertOne(new Document("_id", 2));
        String insert = "{insert: 'orders', documents: [{_id: 1}, {_id: 2}, {_id: 3}], NUMBER}";
        assertThat(run(insert, 1).getList("writeErrors", Document.class)).hasSize(1);
        orders.deleteOne(eq("_id", 2));

        Document again = run(insert, 1);
        assertThat(again.getInteger("n")).isEqualTo(3);
        assertThat(again).doesNotContainKey("writeErrors");
        assertThat(orders.find())
                .containsExactlyInAnyOrder(
                        new Document("_id", 1), new Document("_id", 2), new Document("_id", 3));
    }

    @Test
    void olderNumbersAndManyDocumentsAreRefused() {
        run("{insert: 'orders', documents: [{_id: 1}], NUMBER}", 5);
        assertThat(code("{insert: 'orders', documents: [{_id: 2}], NUMBER}", 4)).isEqualTo(225);
        assertThat(
                        code(
                                "{update: 'orders', updates: [{q: {}, u: {$set: {a: 1}}, multi:"
                                        + " true}], NUMBER}",
                                6))
                .isEqualTo(72);
        assertThat(code("{delete: 'orders', deletes: [{q: {}, limit: 0}], NUMBER}", 6))
                .isEqualTo(72);
    }

    @Test
    void sessionsAreStartedRefreshedAndEnded() {
        MongoDatabase admin = client.getDatabase("admin");
        Document started = admin.runCommand(Document.parse("{startSession: 1}"));
        assertThat(started.getInteger("timeoutMinutes")).isEqualTo(30);
        Document lsid = started.get("id", Document.class);
        assertThat(admin.runCommand(new Document("refreshSessions", List.of(lsid))).get("ok"))
                .isEqualTo(1.0);
        assertThat(admin.runCommand(new Document("endSessions", List.of(lsid))).get("ok"))
                .isEqualTo(1.0);
        assertThatThrownBy(() -> admin.runCommand(new Document("endSessions", List.of("x"))))
                .isInstanceOf(MongoException.class);
        assertThat(
                        admin.runCommand(new Document("isMaster", 1))
                                .getInteger("logicalSessionTimeoutMinutes"))
                .isEqualTo(30);
    }

    private Document run(String command, int number) {
        String numbered = command.replace("NUMBER", "txnNumber: {$numberLong: '" + number + "'}");
        return shop.runCommand(session, Document.parse(numbered));
    }

    private int code(String command, int number) {
        try {
            run(command, number);
            return 0;
        } catch (MongoException e) {
            return e.getCode();
        }
    }
}
