package dev.lockstep.local.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * What is committed. Before an entry changes, the transactions that look at the table keep it as it
 * was, so to begin one costs nothing and to change an entry costs them one entry.
 */
final class SharedTable<K, V> implements Table<K, V> {
    private final NavigableMap<K, V> entries;
    private final Runnable beforeChange;
    private final List<TransactionTable<K, V>> views = new ArrayList<>(0);

    /**
     * @param entries with an explicit comparator; they belong to the table from now on
     * @param beforeChange gives open transactions the occasion to open their views
     */
    SharedTable(NavigableMap<K, V> entries, Runnable beforeChange) {
        this.entries = entries;
        this.beforeChange = beforeChange;
    }

    TransactionTable<K, V> openView() {
        TransactionTable<K, V> view = new TransactionTable<>(this, entries);
        views.add(view);
        return view;
    }

    void close(TransactionTable<K, V> view) {
        views.remove(view);
    }

    boolean isWrittenByOtherThan(TransactionTable<K, V> view, K key) {
        return views.stream().anyMatch(other -> other != view && other.hasWritten(key));
    }

    @Override
    public @Nullable V get(K key) {
        return entries.get(key);
    }

    @Override
    public @Nullable V put(K key, V value) {
        preserve(key);
        return entries.put(key, value);
    }

    @Override
    public @Nullable V remove(K key) {
        preserve(key);
        return entries.remove(key);
    }

    private void preserve(K key) {
        beforeChange.run();
        if (!views.isEmpty()) {
            V before = entries.get(key);
            views.forEach(view -> view.preserve(key, before));
        }
    }

    @Override
    public Iterable<Map.Entry<K, V>> range(@Nullable K from, @Nullable K to) {
        return between(entries, from, to).entrySet();
    }

    static <K, V> NavigableMap<K, V> between(
            NavigableMap<K, V> map, @Nullable K from, @Nullable K to) {
        NavigableMap<K, V> tail = from == null ? map : map.tailMap(from, true);
        return to == null ? tail : tail.headMap(to, false);
    }

    @Override
    public Iterable<Map.Entry<K, V>> descending() {
        return entries.descendingMap().entrySet();
    }

    @Override
    public int size() {
        return entries.size();
    }
}
