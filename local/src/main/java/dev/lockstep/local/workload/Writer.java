package dev.lockstep.local.workload;

import dev.lockstep.local.workload.Change.Command;
import dev.lockstep.local.workload.KeyHistory.Kind;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One thread's changes of the documents that nobody else changes. */
final class Writer {

    /** Of so many steps one is a transaction. */
    private static final int ONE_OF = 15;

    private static final int DOCUMENTS_OF_A_TRANSACTION = 3;

    /** Of so many transactions one is rolled back. */
    private static final int ONE_ROLLBACK_OF = 5;

    private final Source source;
    private final Map<String, List<DocumentKey>> keys;
    private final History history;
    private final WorkloadOptions options;
    private final Random random;
    private final Map<DocumentKey, Long> versions = new HashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong rollbacks = new AtomicLong();
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    Writer(
            Source source,
            List<DocumentKey> keys,
            History history,
            WorkloadOptions options,
            int number) {
        this.source = source;
        this.keys = keys.stream().collect(Collectors.groupingBy(DocumentKey::collection));
        this.history = history;
        this.options = options;
        this.random = new Random(options.seed() * 31 + number);
    }

    void insertAll() {
        keys.forEach(
                (collection, all) -> {
                    List<Change> inserts =
                            all.stream().map(key -> insert(key, Kind.STATE)).toList();
                    source.insertAll(collection, inserts.stream().map(Change::document).toList());
                    inserts.forEach(insert -> settle(insert, true));
                });
    }

    /** Deletes those that are its own. */
    void delete(List<DocumentKey> documents) {
        documents.stream().filter(this::owns).forEach(key -> make(delete(key)));
    }

    /** Its documents of a collection that is dropped. */
    void forget(String collection) {
        keys.getOrDefault(collection, Collections.emptyList()).stream()
                .filter(key -> history.of(key).exists())
                .forEach(key -> settle(delete(key), true));
    }

    private boolean owns(DocumentKey key) {
        return keys.getOrDefault(key.collection(), Collections.emptyList()).contains(key);
    }

    void run(Lock pause) {
        long interval = TimeUnit.SECONDS.toNanos(options.writers()) / options.rate();
        try {
            while (!stopped) {
                pause.lock();
                try {
                    changeSomething();
                } finally {
                    pause.unlock();
                }
                LockSupport.parkNanos(interval);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void changeSomething() {
        if (random.nextInt(ONE_OF) > 0) {
            make(change(anyKey()));
            return;
        }
        List<Change> together =
                Stream.generate(this::anyKey)
                        .distinct()
                        .limit(DOCUMENTS_OF_A_TRANSACTION)
                        .map(this::change)
                        .toList();
        boolean done = source.apply(together, random.nextInt(ONE_ROLLBACK_OF) > 0);
        (done ? transactions : rollbacks).incrementAndGet();
        together.forEach(change -> settle(change, done));
    }

    private void make(Change change) {
        settle(change, source.apply(change));
    }

    private DocumentKey anyKey() {
        List<DocumentKey> some =
                keys.getOrDefault(
                        random.nextInt(3) > 0 ? Workload.HOT : Workload.WIDE,
                        Collections.emptyList());
        return some.get(random.nextInt(some.size()));
    }

    private Change change(DocumentKey key) {
        int dice = random.nextInt(100);
        if (!history.of(key).exists()) {
            return insert(key, dice < 90 ? Kind.STATE : Kind.POISON);
        } else if (dice < 20) {
            return delete(key);
        } else if (dice < 25) {
            return begin(Command.REPLACE, Kind.POISON, key);
        }
        boolean inPart = options.updates() && dice < 60;
        return begin(inPart ? Command.UPDATE : Command.REPLACE, Kind.STATE, key);
    }

    private Change insert(DocumentKey key, Kind kind) {
        return begin(Command.INSERT, kind, key);
    }

    private Change delete(DocumentKey key) {
        return begin(Command.DELETE, Kind.DELETION, key);
    }

    private Change begin(Command command, Kind kind, DocumentKey key) {
        long before = versions.getOrDefault(key, 0L);
        return new Change(command, kind, key, before, history.of(key).begin(kind), content(kind));
    }

    private @Nullable Content content(Kind kind) {
        return switch (kind) {
            case STATE -> Content.random(random);
            case POISON -> Content.random(random).poisoned();
            case DELETION -> null;
        };
    }

    private void settle(Change change, boolean done) {
        KeyHistory key = history.of(change.key());
        if (done) {
            key.done(change.version(), change.kind());
            versions.put(change.key(), change.version());
        } else {
            key.undone(change.version(), change.kind());
        }
        changes.incrementAndGet();
    }

    long changes() {
        return changes.get();
    }

    long transactions() {
        return transactions.get();
    }

    long rollbacks() {
        return rollbacks.get();
    }

    void stop() {
        stopped = true;
    }

    /** Throws what ended it, if it did not end by {@link #stop}. */
    void requireNoFailure() {
        if (failure != null) {
            throw new IllegalStateException("the workload has ended by itself", failure);
        }
    }
}
