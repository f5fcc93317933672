package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A unique index in BSON order, so ranges of keys (Flink CDC's snapshot splits) cost only what they
 * return.
 */
final class OrderedUniqueIndex extends AbstractUniqueIndex<Long> {
    private static final BsonOrder VALUES = new BsonOrder();
    private static final Comparator<KeyValue> BSON_ORDER = OrderedUniqueIndex::compareKeys;

    private final Table<KeyValue, Long> positions;

    OrderedUniqueIndex(
            String name, List<IndexKey> keys, boolean sparse, Table<KeyValue, Long> positions) {
        super(name, keys, sparse);
        this.positions = positions;
    }

    static SharedTable<KeyValue, Long> newTable(Runnable beforeChange) {
        return new SharedTable<>(BSON_ORDER, beforeChange);
    }

    /** The index as a transaction sees it. */
    OrderedUniqueIndex openView() {
        if (!(positions instanceof SharedTable<KeyValue, Long> shared)) {
            throw new IllegalStateException("a view has no views");
        }
        return new OrderedUniqueIndex(getName(), getKeys(), isSparse(), shared.openView());
    }

    void closeView() {
        if (positions instanceof TransactionTable<KeyValue, Long> view) {
            view.close();
        }
    }

    /** Takes over what a transaction wrote in its view. */
    void take(OrderedUniqueIndex other) {
        if (other.positions instanceof TransactionTable<KeyValue, Long> view) {
            view.forEachWritten(positions::set);
        }
    }

    private static int compareKeys(KeyValue left, KeyValue right) {
        for (int i = 0; i < left.size(); i++) {
            int order = VALUES.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /**
     * The positions of the keys from {@code min}, which is included, to {@code max}, which is not;
     * null is unbounded.
     */
    Stream<Long> range(@Nullable KeyValue min, @Nullable KeyValue max) {
        return Table.stream(
                        positions.range(
                                min == null ? null : min.normalized(),
                                max == null ? null : max.normalized()))
                .map(Map.Entry::getValue);
    }

    @Override
    protected @Nullable Long removeDocument(KeyValue key) {
        return positions.remove(key);
    }

    @Override
    protected boolean putKeyPosition(KeyValue key, Long position) {
        if (positions.get(key) != null) {
            return false;
        }
        positions.put(key, position);
        return true;
    }

    @Override
    protected Iterable<Map.Entry<KeyValue, Long>> getIterable() {
        return positions.all();
    }

    @Override
    protected @Nullable Long getPosition(KeyValue key) {
        return positions.get(key);
    }

    @Override
    public long getCount() {
        return positions.size();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }
}
