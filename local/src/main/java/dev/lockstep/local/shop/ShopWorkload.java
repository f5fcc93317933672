package dev.lockstep.local.shop;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import dev.lockstep.local.shop.Operation.Delete;
import dev.lockstep.local.shop.Operation.Insert;
import dev.lockstep.local.shop.Operation.Replace;
import dev.lockstep.local.shop.Operation.Update;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Opens a shop in a database and keeps it busy from one thread at a steady rate. */
public final class ShopWorkload implements AutoCloseable {

    /** The collections that it writes. */
    public static final List<String> COLLECTIONS =
            List.of(Shop.ORDERS, Shop.CUSTOMERS, Shop.PRODUCTS);

    /** The array in the documents of some collections. */
    public static final Map<String, String> ARRAYS =
            Map.of(Shop.ORDERS, "items", Shop.PRODUCTS, "tags");

    private final MongoDatabase database;
    private final Shop shop;
    private final Map<String, LongAdder> changes = new ConcurrentHashMap<>();
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;
    private @Nullable Thread thread;

    public ShopWorkload(MongoDatabase database, long seed, ShopSize size) {
        this.database = database;
        shop = new Shop(seed, size);
        COLLECTIONS.forEach(collection -> changes.put(collection, new LongAdder()));
    }

    /** Writes the documents the shop opens with, in bulk; the collections start empty. */
    public void fill() {
        COLLECTIONS.forEach(collection -> database.getCollection(collection).drop());
        for (Insert insert : shop.fill()) {
            database.getCollection(insert.collection())
                    .insertMany(insert.inserted(), new InsertManyOptions().ordered(false));
        }
    }

    /**
     * Starts the changes.
     *
     * @param rate changed documents per second
     */
    public void start(int rate) {
        thread = new Thread(() -> run(rate), "shop-workload");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(int rate) {
        Pace pace = new Pace(rate);
        try {
            while (!stopped) {
                Operation operation = shop.change();
                apply(operation);
                changes.get(operation.collection()).add(operation.documents());
                pace.await(operation.documents());
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void apply(Operation operation) {
        MongoCollection<Document> collection = database.getCollection(operation.collection());
        if (operation instanceof Insert insert) {
            collection.insertMany(insert.inserted());
        } else if (operation instanceof Update update) {
            collection.updateMany(Filters.in("_id", update.keys()), update.update());
        } else if (operation instanceof Replace replace) {
            Document document = replace.replacement();
            collection.replaceOne(Filters.eq("_id", document.get("_id")), document);
        } else if (operation instanceof Delete delete) {
            collection.deleteOne(Filters.eq("_id", delete.key()));
        }
    }

    /** Documents of a collection changed since {@link #start}. */
    public long changes(String collection) {
        return changes.get(collection).sum();
    }

    /** Why the changes stopped by themselves, if they did. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends the changes; when it returns no more are made. */
    @Override
    public void close() {
        stopped = true;
        if (thread != null) {
            LockSupport.unpark(thread);
            joinUninterruptibly(thread);
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
