package dev.lockstep.local.mongodb;

import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a collection or of an index, in the order of their keys: as everybody sees them,
 * or as one transaction does.
 */
sealed interface Table<K, V> permits SharedTable, TransactionTable {

    @Nullable V get(K key);

    /** Returns what was there before. */
    @Nullable V put(K key, V value);

    /** Returns what was there before. */
    @Nullable V remove(K key);

    /** Puts a value, or removes it when it is null. */
    default void set(K key, @Nullable V value) {
        if (value == null) {
            remove(key);
        } else {
            put(key, value);
        }
    }

    /** From a key, which is included, to a key, which is not; null is unbounded. */
    Iterable<Map.Entry<K, V>> range(@Nullable K from, @Nullable K to);

    default Iterable<Map.Entry<K, V>> all() {
        return range(null, null);
    }

    Iterable<Map.Entry<K, V>> descending();

    int size();

    static <T> Stream<T> stream(Iterable<T> entries) {
        return StreamSupport.stream(entries.spliterator(), false);
    }
}
