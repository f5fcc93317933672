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
final class Oplog implements ChangeLog {
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

    @Override
    public void log(OplogEntry change) {
        append(change.at(clock.tick(), 0, null));
    }

    /**
     * Logs what a transaction did, all at one time. The times of the further changes are given to
     * nobody else, as on a server that reserves one for each.
     */
    void log(List<OplogEntry> changes, Origin origin) {
        if (!changes.isEmpty()) {
            long time = clock.tick(changes.size());
            int index = 0;
            for (OplogEntry change : changes) {
                append(change.at(time, index++, origin));
            }
        }
    }

    void drop(Namespace namespace) {
        define(Operation.DROP, namespace, null);
    }

    void rename(Namespace from, Namespace to) {
        define(Operation.RENAME, from, to);
    }

    void dropDatabase(String database) {
        define(Operation.DROP_DATABASE, new Namespace(database, ""), null);
    }

    private void define(Operation operation, Namespace namespace, @Nullable Namespace target) {
        append(
                new OplogEntry(
                        clock.tick(),
                        0,
                        operation,
                        namespace,
                        target,
                        null,
                        null,
                        null,
                        null,
                        null));
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
