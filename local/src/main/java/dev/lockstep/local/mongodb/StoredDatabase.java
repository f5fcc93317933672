package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.List;

/** A database of {@link StoredCollection}s. */
final class StoredDatabase extends AbstractMongoDatabase<Long> {
    private final Oplog oplog;

    StoredDatabase(String name, CursorRegistry cursors, Oplog oplog) {
        super(name, cursors);
        this.oplog = oplog;
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

    StoredCollection collectionOrNew(String name) {
        return (StoredCollection) resolveOrCreateCollection(name);
    }

    @Override
    protected StoredCollection openOrCreateCollection(String name, CollectionOptions options) {
        return new StoredCollection(this, name, options, cursorRegistry, oplog);
    }

    @Override
    protected Index<Long> openOrCreateUniqueIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new OrderedUniqueIndex(name, keys, sparse);
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
