package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A unique index in BSON order, so ranges of keys (Flink CDC's snapshot splits) cost only what they
 * return.
 */
final class OrderedUniqueIndex extends AbstractUniqueIndex<Long> {
    private static final BsonOrder VALUES = new BsonOrder();
    private static final Comparator<KeyValue> BSON_ORDER = OrderedUniqueIndex::compareKeys;

    private final NavigableMap<KeyValue, Long> positions = new TreeMap<>(BSON_ORDER);

    OrderedUniqueIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
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
    Collection<Long> range(@Nullable KeyValue min, @Nullable KeyValue max) {
        NavigableMap<KeyValue, Long> range = positions;
        if (min != null) {
            range = range.tailMap(min.normalized(), true);
        }
        if (max != null) {
            range = range.headMap(max.normalized(), false);
        }
        return range.values();
    }

    @Override
    protected @Nullable Long removeDocument(KeyValue key) {
        return positions.remove(key);
    }

    @Override
    protected boolean putKeyPosition(KeyValue key, Long position) {
        return positions.putIfAbsent(key, position) == null;
    }

    @Override
    protected Iterable<Map.Entry<KeyValue, Long>> getIterable() {
        return positions.entrySet();
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
