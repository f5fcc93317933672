package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import dev.lockstep.local.mongodb.KeptState.KeptCollection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A database of {@link StoredCollection}s. */
final class StoredDatabase extends AbstractMongoDatabase<Long> {
    private final Oplog oplog;
    private final Journal journal;
    private final KeptState kept;

    StoredDatabase(
            String name, CursorRegistry cursors, Oplog oplog, Journal journal, KeptState kept) {
        super(name, cursors);
        this.oplog = oplog;
        this.journal = journal;
        this.kept = kept;
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

    StoredCollection collectionOrNew(String name) {
        return (StoredCollection) resolveOrCreateCollection(name);
    }

    @Override
    protected StoredCollection openOrCreateCollection(String name, CollectionOptions options) {
        KeptCollection restored = kept.take(new Namespace(getDatabaseName(), name));
        return restored == null
                ? new StoredCollection(this, name, options, cursorRegistry, oplog, journal)
                : new StoredCollection(
                        this, name, options, cursorRegistry, oplog, journal, restored);
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
