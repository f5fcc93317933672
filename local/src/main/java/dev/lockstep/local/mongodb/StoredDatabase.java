package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A database of {@link StoredCollection}s. */
final class StoredDatabase extends AbstractMongoDatabase<Long> {
    private final Oplog oplog;
    private final Journal journal;
    private final KeptState kept;
    private final Transactions transactions;

    StoredDatabase(
            String name,
            CursorRegistry cursors,
            Oplog oplog,
            Journal journal,
            KeptState kept,
            Transactions transactions) {
        super(name, cursors);
        this.oplog = oplog;
        this.journal = journal;
        this.kept = kept;
        this.transactions = transactions;
        initializeNamespacesAndIndexes();
    }

    /** All but the engine's own, by name. */
    List<StoredCollection> collections() {
        MongoCollection<Long> namespaces = resolveCollection("system.namespaces", true);
        return namespaces
                .queryAllAsStream()
                .map(entry -> Namespace.parse((String) entry.get("name")).collection())
                .sorted()
                .map(name -> (StoredCollection) resolveCollection(name, true))
                .toList();
    }

    /**
     * All of it, to keep; the engine has its lists of collections and indexes in two of its own.
     */
    Stream<JournalRecord> records() {
        Stream<StoredCollection> own =
                Stream.of("system.namespaces", "system.indexes")
                        .map(name -> (StoredCollection) resolveCollection(name, false))
                        .filter(Objects::nonNull);
        return Stream.concat(own, collections().stream()).flatMap(StoredCollection::records);
    }

    private Namespace namespace(String collection) {
        return new Namespace(databaseName, collection);
    }

    /** Inside a transaction its view of the collection. */
    @Override
    public @Nullable MongoCollection<Long> resolveCollection(String name, boolean throwIfNotFound) {
        Transaction transaction = transactions.current();
        if (transaction == null || namespace(name).isInternal()) {
            return super.resolveCollection(name, throwIfNotFound);
        }
        MongoCollection<Long> shared = super.resolveCollection(name, false);
        if (shared != null) {
            return transaction.use((StoredCollection) shared);
        }
        MongoCollection<Long> created = transaction.created(namespace(name));
        return created == null ? super.resolveCollection(name, throwIfNotFound) : created;
    }

    @Override
    protected MongoCollection<Long> resolveOrCreateCollection(String name) {
        Transaction transaction = transactions.current();
        MongoCollection<Long> existing = resolveCollection(name, false);
        if (existing != null) {
            return existing;
        }
        return transaction == null
                ? super.resolveOrCreateCollection(name)
                : transaction.create(namespace(name), unregistered(name));
    }

    private StoredCollection unregistered(String name) {
        StoredCollection empty = open(name, CollectionOptions.withDefaults(), Journal.NONE);
        List<IndexKey> byId = List.of(new IndexKey("_id", true));
        empty.addIndex(new OrderedUniqueIndex("_id_", byId, false, empty.newIndexTable()));
        return empty;
    }

    StoredCollection collectionOrNew(String name) {
        return (StoredCollection) resolveOrCreateCollection(name);
    }

    @Override
    protected StoredCollection openOrCreateCollection(String name, CollectionOptions options) {
        return open(name, options, journal);
    }

    private StoredCollection open(String name, CollectionOptions options, Journal keeping) {
        return new StoredCollection(
                this,
                name,
                options,
                cursorRegistry,
                oplog,
                keeping,
                kept.take(namespace(name)),
                namespace(name).isInternal() ? collection -> {} : transactions::beforeChange);
    }

    @Override
    protected Index<Long> openOrCreateUniqueIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        MongoCollection<Long> indexed = resolveCollection(collection, false);
        return new OrderedUniqueIndex(
                name,
                keys,
                sparse,
                indexed instanceof StoredCollection stored
                        ? stored.newIndexTable()
                        : OrderedUniqueIndex.newTable(() -> {}));
    }

    @Override
    protected long getStorageSize() {
        return 0;
    }

    @Override
    protected long getFileSize() {
        return 0;
    }
}
