package dev.lockstep.local.mongodb.golden;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import dev.lockstep.local.mongodb.golden.Scenario.Step;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.BsonBinary;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Code;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;

/** What was done while recording but is no command in the file: a note tells it, or the replies. */
final class DriverWork implements AutoCloseable {
    private static final int MEBIBYTE = 1 << 20;

    private final MongoClient client;
    private final MongoDatabase shop;

    DriverWork(String uri) {
        client = MongoClients.create(uri);
        shop = client.getDatabase("shop");
    }

    /** A log that can be filled, for the scenario that fills it. */
    static EmbeddedMongoDb.Options serverFor(Scenario scenario) {
        return scenario.name().equals("history_lost")
                ? EmbeddedMongoDb.Options.DEFAULT.withOplogBytes(MEBIBYTE)
                : EmbeddedMongoDb.Options.DEFAULT;
    }

    /** With what every scenario begins. */
    void createCollections() {
        shop.createCollection("orders");
        shop.createCollection("customers");
    }

    void before(Scenario scenario, Step step) {
        switch (scenario.name() + "/" + step.index()) {
            case "big_events/1" -> orders().insertOne(pad(1, "pad", 16 * MEBIBYTE - 200));
            case "big_events/5" -> {
                orders().insertOne(pad(3, "a", 8 * MEBIBYTE));
                orders().updateOne(eq("_id", 3), set("b", "x".repeat(7 * MEBIBYTE)));
            }
            case "faults/47" -> moveTime();
            case "history_lost/4" -> fillLog();
            case "snapshot_reads/0" -> orders().insertMany(padded());
            case "snapshot_reads/11" -> shop.getCollection("mixed").insertMany(mixed());
            case "transactions/2" -> {
                transact("tTrue", ClientSession::commitTransaction);
                transact("tFalse", ClientSession::abortTransaction);
            }
            case "resume_inside_transaction/1" -> insertInTransaction();
            default -> {
                if (step.isNote()) {
                    throw new IllegalStateException("cannot replay " + step.command());
                }
            }
        }
    }

    private MongoCollection<Document> orders() {
        return shop.getCollection("orders");
    }

    private void transact(String id, Consumer<ClientSession> end) {
        Document document = new Document("_id", id);
        try (ClientSession session = client.startSession()) {
            session.startTransaction();
            orders().insertOne(session, new Document(document).append("v", 1));
            orders().updateOne(session, document, set("v", 2));
            shop.getCollection("customers").insertOne(session, document);
            orders().updateOne(session, document, set("v", 3));
            end.accept(session);
        }
    }

    private void insertInTransaction() {
        try (ClientSession session = client.startSession()) {
            session.startTransaction();
            for (int i = 0; i < 4; i++) {
                orders().insertOne(session, new Document("_id", i));
            }
            session.commitTransaction();
        }
    }

    private static Document pad(Object id, String field, int length) {
        return new Document("_id", id).append(field, "x".repeat(length));
    }

    /** As the server's periodic no-op did, which fell in between here. */
    private void moveTime() {
        client.getDatabase("other").createCollection("idle");
    }

    private void fillLog() {
        MongoCollection<Document> filler = client.getDatabase("other").getCollection("filler");
        IntStream.range(0, 20).forEach(i -> filler.insertOne(pad(i, "pad", 100_000)));
    }

    private static List<Document> padded() {
        return IntStream.range(0, 300)
                .mapToObj(
                        i ->
                                pad(
                                                new ObjectId(
                                                        String.format("64a000000000000000%06x", i)),
                                                "pad",
                                                20_000)
                                        .append("n", i))
                .toList();
    }

    /** A document of each id that the reply shows in order. */
    private static List<Document> mixed() {
        List<Object> ids =
                Arrays.asList(
                        new MinKey(),
                        null,
                        2,
                        Decimal128.parse("2.25"),
                        2.5,
                        3L,
                        10,
                        "",
                        "B",
                        "a",
                        "b",
                        "\u00e9",
                        new Document("a", 1),
                        new Document("b", 0),
                        new Document("a", "x"),
                        new Binary(new byte[] {7}),
                        new Binary(new byte[] {1, 2}),
                        new BsonBinary(new UUID(1, 2)),
                        new ObjectId("64a000000000000000000001"),
                        false,
                        true,
                        Date.from(Instant.EPOCH.minusSeconds(1)),
                        Date.from(Instant.EPOCH),
                        new BsonTimestamp(1, 1),
                        new Code("x"),
                        new MaxKey());
        List<Document> documents =
                ids.stream().map(id -> new Document("_id", id)).collect(Collectors.toList());
        Collections.shuffle(documents, new Random(11));
        return documents;
    }

    @Override
    public void close() {
        client.close();
    }
}
