package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import dev.lockstep.local.mongodb.OplogEntry.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The committed operations in order, up to a size; the oldest go first. One writer at a time
 * appends (the storage's write lock), any thread reads.
 */
final class Oplog {
    private final ClusterClock clock;
    private final long maxBytes;
    private final ConcurrentSkipListMap<ResumeToken, OplogEntry> entries =
            new ConcurrentSkipListMap<>();
    private final Journal journal;
    private final List<OplogEntry> unpublished = new ArrayList<>();
    private long bytes;
    private @Nullable CompletableFuture<Void> appended;

    /**
     * Goes on behind the entries that a journal kept, with times later than any that was given
     * before.
     */
    Oplog(ClusterClock clock, long maxBytes, Journal journal, List<OplogEntry> kept) {
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.journal = journal;
        unpublished.addAll(kept);
        if (!kept.isEmpty()) {
            clock.startAfter(kept.get(kept.size() - 1).time());
        }
        noop();
        publish();
    }

    void noop() {
        append(OplogEntry.noop(clock.tick()));
    }

    void insert(Namespace namespace, EncodedDocument key, EncodedDocument document) {
        append(Operation.INSERT, namespace, key, document, null, null);
    }

    void replace(
            Namespace namespace,
            EncodedDocument key,
            EncodedDocument document,
            @Nullable Images images) {
        append(Operation.REPLACE, namespace, key, document, null, images);
    }

    void update(
            Namespace namespace,
            EncodedDocument key,
            EncodedDocument update,
            @Nullable Images images) {
        append(Operation.UPDATE, namespace, key, null, update, images);
    }

    void delete(Namespace namespace, EncodedDocument key, @Nullable Images images) {
        append(Operation.DELETE, namespace, key, null, null, images);
    }

    void drop(Namespace namespace) {
        append(Operation.DROP, namespace, null, null, null, null);
    }

    void rename(Namespace from, Namespace to) {
        append(new OplogEntry(clock.tick(), 0, Operation.RENAME, from, to, null, null, null, null));
    }

    void dropDatabase(String database) {
        append(Operation.DROP_DATABASE, new Namespace(database, ""), null, null, null, null);
    }

    private void append(
            Operation operation,
            Namespace namespace,
            @Nullable EncodedDocument key,
            @Nullable EncodedDocument document,
            @Nullable EncodedDocument update,
            @Nullable Images images) {
        append(
                new OplogEntry(
                        clock.tick(),
                        0,
                        operation,
                        namespace,
                        null,
                        key,
                        document,
                        update,
                        images));
    }

    private void append(OplogEntry entry) {
        journal.append(new JournalRecord.Logged(entry, Map.of()));
        unpublished.add(entry);
    }

    /** Lets everybody read what was appended. */
    void publish() {
        if (unpublished.isEmpty()) {
            return;
        }
        for (OplogEntry entry : unpublished) {
            entries.put(entry.token(), entry);
            bytes += entry.size();
        }
        unpublished.clear();
        while (bytes > maxBytes && entries.size() > 1) {
            bytes -= requireNonNull(entries.pollFirstEntry()).getValue().size();
        }
        wakeWaiting();
    }

    synchronized void wakeWaiting() {
        if (appended != null) {
            appended.complete(null);
            appended = null;
        }
    }

    /** Done when something is appended after the given time, or with the timeout. */
    synchronized CompletableFuture<Void> appendedAfter(long time, long timeoutMillis) {
        if (last().time() != time) {
            return CompletableFuture.completedFuture(null);
        }
        if (appended == null) {
            appended = new CompletableFuture<>();
        }
        return appended.copy().completeOnTimeout(null, timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** The entries at or after a token's time and index. */
    Collection<OplogEntry> from(ResumeToken token) {
        return entries.tailMap(ResumeToken.ofEvent(token.time(), token.index()), true).values();
    }

    OplogEntry first() {
        return entries.firstEntry().getValue();
    }

    OplogEntry last() {
        return entries.lastEntry().getValue();
    }

    long maxBytes() {
        return maxBytes;
    }

    Collection<OplogEntry> all() {
        return entries.values();
    }
}
