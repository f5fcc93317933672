package dev.lockstep.local.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;

/**
 * Transactions by chance, committed and aborted. Each inserts a mark into one collection first and
 * the same mark into another one last, so that its events show whether they are whole.
 */
final class RandomTransactions {
    /** The field of a mark that says whether its transaction was to be committed. */
    static final String COMMITTED = "committed";

    private final MongoClient client;
    private final MongoDatabase database;
    private final List<String> collections;
    private final Random random;
    private final RandomUpdates updates;

    RandomTransactions(
            MongoClient client, MongoDatabase database, List<String> collections, Random random) {
        this.client = client;
        this.database = database;
        this.collections = collections;
        this.random = random;
        this.updates = new RandomUpdates(random);
    }

    /** Tries the same statements again for as long as others are in their way. */
    void write() {
        boolean commits = random.nextInt(4) > 0;
        List<Consumer<ClientSession>> statements = statements(commits);
        try (ClientSession session = client.startSession()) {
            session.withTransaction(
                    () -> {
                        statements.forEach(statement -> statement.accept(session));
                        if (!commits) {
                            session.abortTransaction();
                        }
                        return commits;
                    });
        }
    }

    private List<Consumer<ClientSession>> statements(boolean commits) {
        List<String> names = new ArrayList<>(collections);
        Collections.shuffle(names, random);
        MongoCollection<BsonDocument> first = collection(names.get(0));
        MongoCollection<BsonDocument> last = collection(names.get(1));
        BsonDocument mark =
                new BsonDocument("_id", new BsonObjectId())
                        .append(COMMITTED, BsonBoolean.valueOf(commits));
        List<Consumer<ClientSession>> statements = new ArrayList<>();
        statements.add(session -> first.insertOne(session, mark));
        Stream.generate(() -> statement(random.nextBoolean() ? first : last))
                .limit(1 + random.nextInt(4))
                .forEach(statements::add);
        statements.add(session -> last.insertOne(session, mark));
        return statements;
    }

    private MongoCollection<BsonDocument> collection(String name) {
        return database.getCollection(name, BsonDocument.class);
    }

    private Consumer<ClientSession> statement(MongoCollection<BsonDocument> collection) {
        BsonDocument id = updates.id();
        BsonDocument identified = updates.identified();
        BsonDocument document = updates.document();
        BsonDocument update = updates.update();
        BsonDocument several = new BsonDocument("n", document.get("n"));
        return switch (random.nextInt(7)) {
            case 0 -> session -> collection.insertOne(session, identified);
            case 1 ->
                    session ->
                            collection.replaceOne(
                                    session, id, document, new ReplaceOptions().upsert(true));
            case 2 ->
                    session ->
                            collection.updateOne(
                                    session, id, update, new UpdateOptions().upsert(true));
            case 3 -> session -> collection.updateMany(session, several, update);
            case 4 -> session -> collection.deleteOne(session, id);
            case 5 -> session -> collection.findOneAndDelete(session, several);
            default -> session -> collection.updateOne(session, id, update);
        };
    }
}
