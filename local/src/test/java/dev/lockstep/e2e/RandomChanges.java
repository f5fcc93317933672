package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bson.Document;

/** Changes the documents of a collection in every way, in a thread of its own, until stopped. */
final class RandomChanges {

    private enum Change {
        SET,
        UNSET,
        INCREMENT,
        PUSH,
        REPLACE,
        DELETE,
        UPSERT,
        FIND_AND_MODIFY,
        BULK,
        UPDATE_MANY
    }

    private static final Change[] CHANGES = Change.values();

    private final MongoCollection<Document> collection;
    private final int ids;
    private final Random random;
    private final AtomicLong done = new AtomicLong();
    private final CompletableFuture<?> end;
    private volatile boolean stopped;

    private RandomChanges(MongoCollection<Document> collection, int ids, long seed) {
        this.collection = collection;
        this.ids = ids;
        this.random = new Random(seed);
        this.end = CompletableFuture.runAsync(this::run);
    }

    /** Inserts documents with the ids from 0 on, of about one kilobyte each. */
    static void fill(MongoCollection<Document> collection, int ids) {
        collection.insertMany(IntStream.range(0, ids).mapToObj(RandomChanges::document).toList());
    }

    /**
     * Starts to change the documents with ids from 0 to {@code ids}, and to insert and delete some.
     */
    static RandomChanges start(MongoCollection<Document> collection, int ids, long seed) {
        return new RandomChanges(collection, ids, seed);
    }

    private static Document document(int id) {
        return new Document("_id", id)
                .append("n", 0)
                .append("nested", new Document("name", "name " + id))
                .append("text", "x".repeat(900));
    }

    /** Commands sent so far. */
    long done() {
        return done.get();
    }

    /** Ends the changes; throws what went wrong with them. */
    void stop() throws ExecutionException, InterruptedException {
        stopped = true;
        end.get();
    }

    private void run() {
        Set<Change> missing = EnumSet.allOf(Change.class);
        while (!stopped || !missing.isEmpty()) {
            Change change = CHANGES[random.nextInt(CHANGES.length)];
            apply(change, random.nextInt(ids));
            missing.remove(change);
            done.incrementAndGet();
        }
    }

    private void apply(Change change, int id) {
        int n = random.nextInt();
        switch (change) {
            case SET -> collection.updateOne(eq("_id", id), Updates.set("nested.name", "new " + n));
            case UNSET -> collection.updateOne(eq("_id", id), Updates.unset("nested"));
            case INCREMENT -> collection.updateOne(eq("_id", id), Updates.inc("count", 1));
            case PUSH -> collection.updateOne(eq("_id", id), Updates.push("list", n));
            case REPLACE -> replace(id, new Document("replaced", n));
            case DELETE -> collection.deleteOne(eq("_id", id));
            case UPSERT ->
                    collection.updateOne(
                            eq("_id", ids + id),
                            Updates.set("upserted", n),
                            new UpdateOptions().upsert(true));
            case FIND_AND_MODIFY ->
                    collection.findOneAndUpdate(eq("_id", id), Updates.set("found", n));
            case BULK -> bulk(id, n);
            case UPDATE_MANY ->
                    collection.updateMany(
                            Filters.and(gte("_id", id), lt("_id", id + 10)),
                            Updates.set("burst", n));
        }
    }

    private void replace(int id, Document document) {
        collection.replaceOne(eq("_id", id), document, new ReplaceOptions().upsert(true));
    }

    /** A document that is deleted and comes again at once. */
    private void bulk(int id, int n) {
        collection.bulkWrite(
                List.of(
                        new DeleteOneModel<>(eq("_id", id)),
                        new InsertOneModel<>(document(id).append("n", n)),
                        new UpdateOneModel<>(eq("_id", id), Updates.inc("n", 1))),
                new BulkWriteOptions().ordered(true));
    }
}
