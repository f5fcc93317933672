package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Documents with {@code items}, which have a {@code sku} and {@code lots}, and with {@code
 * info.tags}; changes them in a thread of its own, until stopped.
 */
final class RandomArrays {

    private final MongoCollection<Document> collection;
    private final int ids;
    private final Random random;
    private final AtomicLong done = new AtomicLong();
    private CompletableFuture<?> end = CompletableFuture.completedFuture(null);
    private volatile boolean stopped;

    RandomArrays(MongoCollection<Document> collection, int ids, long seed) {
        this.collection = collection;
        this.ids = ids;
        this.random = new Random(seed);
    }

    void fill() {
        collection.insertMany(IntStream.range(0, ids).mapToObj(this::document).toList());
    }

    void start() {
        end = CompletableFuture.runAsync(this::run);
    }

    /** Changes so far. */
    long done() {
        return done.get();
    }

    /** Ends the changes; throws what went wrong with them. */
    void stop() throws ExecutionException, InterruptedException {
        stopped = true;
        end.get();
    }

    private void run() {
        while (!stopped) {
            change(random.nextInt(ids));
            done.incrementAndGet();
        }
    }

    private void change(int id) {
        switch (random.nextInt(9)) {
            case 0 -> collection.deleteOne(eq("_id", id));
            case 1 -> update(id, Updates.set("items", items()));
            case 2 -> update(id, Updates.popLast("items"));
            case 3 -> update(id, Updates.set("items", null));
            case 4 -> update(id, Updates.unset("info"));
            case 5 -> update(id, Updates.push("info.tags", random.nextInt(100)));
            case 6 -> update(id, Updates.popFirst("info.tags"));
            default ->
                    collection.replaceOne(
                            eq("_id", id), document(id), new ReplaceOptions().upsert(true));
        }
    }

    private void update(int id, Bson update) {
        collection.updateOne(eq("_id", id), update);
    }

    private Document document(int id) {
        return new Document("_id", id)
                .append("text", "x".repeat(900))
                .append("items", items())
                .append("info", new Document("tags", numbers(4)));
    }

    private List<Document> items() {
        List<String> skus = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
        Collections.shuffle(skus, random);
        return skus.stream()
                .limit(random.nextInt(5))
                .map(sku -> new Document("sku", sku).append("lots", numbers(3)))
                .toList();
    }

    private List<Integer> numbers(int most) {
        return random.ints(random.nextInt(most + 1), 0, 100).boxed().toList();
    }
}
