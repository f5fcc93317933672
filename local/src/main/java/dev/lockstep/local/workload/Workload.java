package dev.lockstep.local.workload;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/**
 * Inserts, updates, replaces, deletes and inserts again, one at a time or several in a transaction,
 * which may be rolled back, at random and from several threads, each of which owns some of the
 * documents: so it knows at any time what a document holds.
 */
public final class Workload implements AutoCloseable {

    /** Few documents that change all the time. */
    public static final String HOT = "hot";

    /** Many documents that change now and then. */
    public static final String WIDE = "wide";

    public static final List<String> COLLECTIONS = List.of(HOT, WIDE);

    private final WorkloadOptions options;
    private final MongoDatabase database;
    private final History history = new History();
    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    // Writers hold the shared lock for each change; whoever wants them to pause, the exclusive one.
    private final ReadWriteLock pause = new ReentrantReadWriteLock(true);

    /** Nothing is written yet. */
    public Workload(MongoClient client, String database, WorkloadOptions options) {
        this.options = options;
        this.database = client.getDatabase(database);
        Map<Integer, List<DocumentKey>> owned = new HashMap<>();
        keys().forEach(
                        key ->
                                owned.computeIfAbsent(
                                                key.number() % options.writers(),
                                                any -> new ArrayList<>())
                                        .add(key));
        owned.forEach(
                (number, keys) ->
                        writers.add(
                                new Writer(
                                        new Source(client, this.database),
                                        keys,
                                        history,
                                        options,
                                        number)));
    }

    private List<DocumentKey> keys() {
        List<DocumentKey> keys = new ArrayList<>();
        IntStream.range(0, options.hot()).forEach(i -> keys.add(new DocumentKey(HOT, i)));
        IntStream.range(0, options.wide()).forEach(i -> keys.add(new DocumentKey(WIDE, i)));
        return keys;
    }

    /** Creates the collections and inserts every document once. */
    public void fill() {
        COLLECTIONS.forEach(this::create);
        writers.forEach(Writer::insertAll);
    }

    private void create(String collection) {
        ChangeStreamPreAndPostImagesOptions images =
                new ChangeStreamPreAndPostImagesOptions(options.updates());
        database.createCollection(
                collection,
                new CreateCollectionOptions().changeStreamPreAndPostImagesOptions(images));
    }

    /** Deletes documents that are there; before the start, or while paused. */
    public void delete(List<DocumentKey> documents) {
        writers.forEach(writer -> writer.delete(documents));
    }

    /** Drops a collection with all its documents, and makes it again; while paused. */
    public void drop(String collection) {
        writers.forEach(writer -> writer.forget(collection));
        database.getCollection(collection).drop();
        create(collection);
    }

    /** Starts the changes. */
    public void start() {
        for (Writer writer : writers) {
            Thread thread = new Thread(() -> writer.run(pause.readLock()), "workload");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** Holds all changes until {@link #resume}, which the same thread must call. */
    public void pause() {
        pause.writeLock().lock();
        writers.forEach(Writer::requireNoFailure);
    }

    public void resume() {
        pause.writeLock().unlock();
    }

    public History history() {
        return history;
    }

    /** Changes so far. */
    public long changes() {
        return writers.stream().mapToLong(Writer::changes).sum();
    }

    /** Transactions so far that were committed. */
    public long transactions() {
        return writers.stream().mapToLong(Writer::transactions).sum();
    }

    /** Transactions so far that were rolled back. */
    public long rollbacks() {
        return writers.stream().mapToLong(Writer::rollbacks).sum();
    }

    /** Ends the changes; when it returns no more are made. */
    @Override
    public void close() {
        writers.forEach(Writer::stop);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
