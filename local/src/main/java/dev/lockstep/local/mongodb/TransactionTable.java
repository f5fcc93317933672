package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A table as one transaction sees it: as it was when the transaction began, with its own writes. It
 * holds only the entries in which it differs from the {@link SharedTable}.
 */
final class TransactionTable<K, V> implements Table<K, V> {
    private final SharedTable<K, V> shared;
    private final NavigableMap<K, V> sharedEntries;

    /** What others changed since, as it was, and what the transaction wrote; empty is "absent". */
    private final NavigableMap<K, Optional<V>> differences;

    private final NavigableSet<K> written;

    TransactionTable(SharedTable<K, V> shared, NavigableMap<K, V> sharedEntries) {
        this.shared = shared;
        this.sharedEntries = sharedEntries;
        Comparator<? super K> order = requireNonNull(sharedEntries.comparator());
        this.differences = new TreeMap<>(order);
        this.written = new TreeSet<>(order);
    }

    /** Keeps what another is about to change. */
    void preserve(K key, @Nullable V before) {
        differences.putIfAbsent(key, Optional.ofNullable(before));
    }

    boolean hasWritten(K key) {
        return written.contains(key);
    }

    boolean hasWritten() {
        return !written.isEmpty();
    }

    /** Tells each written key with its value; null where it was removed. */
    void forEachWritten(BiConsumer<K, @Nullable V> action) {
        for (K key : written) {
            action.accept(key, requireNonNull(differences.get(key)).orElse(null));
        }
    }

    void close() {
        shared.close(this);
    }

    @Override
    public @Nullable V get(K key) {
        Optional<V> difference = differences.get(key);
        return difference == null ? sharedEntries.get(key) : difference.orElse(null);
    }

    @Override
    public @Nullable V put(K key, V value) {
        return write(key, Optional.of(value));
    }

    @Override
    public @Nullable V remove(K key) {
        return write(key, Optional.empty());
    }

    /** Who comes second loses: whether the other has committed since or may do so yet. */
    private @Nullable V write(K key, Optional<V> value) {
        boolean changedSince = differences.containsKey(key) && !written.contains(key);
        if (changedSince || shared.isWrittenByOtherThan(this, key)) {
            throw new WriteConflictException();
        }
        V before = get(key);
        differences.put(key, value);
        written.add(key);
        return before;
    }

    @Override
    public Iterable<Map.Entry<K, V>> range(@Nullable K from, @Nullable K to) {
        return () ->
                new Merge(
                        SharedTable.between(sharedEntries, from, to).entrySet().iterator(),
                        SharedTable.between(differences, from, to).entrySet().iterator(),
                        requireNonNull(sharedEntries.comparator()));
    }

    @Override
    public Iterable<Map.Entry<K, V>> descending() {
        return () ->
                new Merge(
                        sharedEntries.descendingMap().entrySet().iterator(),
                        differences.descendingMap().entrySet().iterator(),
                        requireNonNull(sharedEntries.comparator()).reversed());
    }

    @Override
    public int size() {
        int size = sharedEntries.size();
        for (Map.Entry<K, Optional<V>> difference : differences.entrySet()) {
            int now = sharedEntries.containsKey(difference.getKey()) ? 1 : 0;
            size += (difference.getValue().isPresent() ? 1 : 0) - now;
        }
        return size;
    }

    /** Walks along both maps in order; where both have a key the difference counts. */
    private final class Merge implements Iterator<Map.Entry<K, V>> {
        private final Iterator<Map.Entry<K, V>> shared;
        private final Iterator<Map.Entry<K, Optional<V>>> different;
        private final Comparator<? super K> order;
        private Map.@Nullable Entry<K, V> nextShared;
        private Map.@Nullable Entry<K, Optional<V>> nextDifferent;
        private Map.@Nullable Entry<K, V> next;

        Merge(
                Iterator<Map.Entry<K, V>> shared,
                Iterator<Map.Entry<K, Optional<V>>> different,
                Comparator<? super K> order) {
            this.shared = shared;
            this.different = different;
            this.order = order;
            nextShared = advance(shared);
            nextDifferent = advance(different);
            findNext();
        }

        private static <T> @Nullable T advance(Iterator<T> iterator) {
            return iterator.hasNext() ? iterator.next() : null;
        }

        private void findNext() {
            next = null;
            while (next == null && (nextShared != null || nextDifferent != null)) {
                int side = side();
                if (side < 0) {
                    next = nextShared;
                } else {
                    var difference = requireNonNull(nextDifferent);
                    next =
                            difference
                                    .getValue()
                                    .map(value -> Map.entry(difference.getKey(), value))
                                    .orElse(null);
                    nextDifferent = advance(different);
                }
                if (side <= 0) {
                    nextShared = advance(shared);
                }
            }
        }

        /** Negative when the shared entry comes first, 0 when both have the key. */
        private int side() {
            if (nextShared == null || nextDifferent == null) {
                return nextShared == null ? 1 : -1;
            }
            return order.compare(nextShared.getKey(), nextDifferent.getKey());
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Map.Entry<K, V> next() {
            Map.Entry<K, V> result = next;
            if (result == null) {
                throw new NoSuchElementException();
            }
            findNext();
            return result;
        }
    }
}
