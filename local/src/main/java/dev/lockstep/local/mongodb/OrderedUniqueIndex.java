package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        return new SharedTable<>(new TreeMap<>(BSON_ORDER), beforeChange);
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
    public synchronized void checkAdd(Document document, MongoCollection<Long> collection) {
        try {
            super.checkAdd(document, collection);
        } catch (DuplicateKeyError e) {
            throw taken(e, document, null);
        }
    }

    @Override
    public synchronized void checkUpdate(
            Document before, Document after, MongoCollection<Long> collection) {
        try {
            super.checkUpdate(before, after, collection);
        } catch (DuplicateKeyError e) {
            throw taken(e, after, getPosition(before));
        }
    }

    /**
     * @param own the position of the document itself
     */
    private KeyTakenError taken(DuplicateKeyError error, Document document, @Nullable Long own) {
        KeyValue taken =
                getKeyValues(document).stream()
                        .filter(key -> positions.get(key) != null)
                        .filter(key -> !requireNonNull(positions.get(key)).equals(own))
                        .findFirst()
                        .orElseThrow();
        Document keyPattern = new Document();
        Document keyValue = new Document();
        for (int i = 0; i < getKeys().size(); i++) {
            IndexKey key = getKeys().get(i);
            keyPattern.append(key.getKey(), key.isAscending() ? 1 : -1);
            Object value = Utils.getSubdocumentValueCollectionAware(document, key.getKey());
            boolean isElement = value instanceof Collection<?>;
            keyValue.append(
                    key.getKey(),
                    isElement ? taken.get(i) : value instanceof Missing ? null : value);
        }
        return new KeyTakenError(error.getMessageWithoutErrorCode(), keyPattern, keyValue);
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
