package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import dev.lockstep.local.mongodb.JournalRecord.Logged;
import dev.lockstep.local.mongodb.JournalRecord.Put;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All databases. A write runs alone, so what it stores and what it logs become visible together and
 * the log's order is the order of commit; reads run beside each other.
 */
final class Storage extends AbstractMongoBackend {
    private final Oplog log;
    private final Transactions transactions = new Transactions();
    private final Journal journal;
    private final KeptState kept;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    Storage(Oplog log, Journal journal, KeptState kept) {
        this.log = log;
        this.journal = journal;
        this.kept = kept;
        this.oplog = new DropLog(log);
        kept.databases().forEach(this::resolveDatabase);
    }

    /** All that there is, to keep. */
    Stream<JournalRecord> records() {
        Map<EncodedDocument, Put> stored = new HashMap<>();
        log.all()
                .forEach(
                        entry -> entry.documents().forEach(document -> stored.put(document, null)));
        Stream<JournalRecord> documents =
                listDatabaseNames().stream()
                        .flatMap(name -> ((StoredDatabase) resolveDatabase(name)).records())
                        .peek(
                                it -> {
                                    if (it instanceof Put put) {
                                        stored.replace(put.document(), put);
                                    }
                                });
        return Stream.concat(documents, log.all().stream().map(entry -> new Logged(entry, stored)));
    }

    Transactions transactions() {
        return transactions;
    }

    <T> T read(Supplier<T> reading) {
        lock.readLock().lock();
        try {
            return reading.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * What was written is kept in the journal before anybody reads it in the log. When it can't be
     * kept the write fails, and every later one.
     */
    <T> T write(Supplier<T> writing) {
        lock.writeLock().lock();
        try {
            return writing.get();
        } finally {
            try {
                journal.commit();
                log.publish();
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new StoredDatabase(name, getCursorRegistry(), log, journal, kept, transactions);
    }

    /** Lets the engine run a command; the caller holds the lock that fits it. */
    Document run(Request request) {
        try {
            return handleCommand(
                    request.connection().channel(),
                    request.database(),
                    request.name(),
                    request.body());
        } catch (StatementFailedException e) {
            throw e.error();
        }
    }

    @Nullable StoredCollection collection(Namespace namespace) {
        MongoCollection<?> collection =
                resolveDatabase(namespace.database())
                        .resolveCollection(namespace.collection(), false);
        return (StoredCollection) collection;
    }

    /** The collection, which is made when there is none; that too moves the cluster's time. */
    StoredCollection collectionOrNew(Namespace namespace) {
        StoredCollection existing = collection(namespace);
        if (existing != null) {
            return existing;
        }
        StoredDatabase database = (StoredDatabase) resolveDatabase(namespace.database());
        StoredCollection made = database.collectionOrNew(namespace.collection());
        if (transactions.current() == null) {
            log.noop();
        }
        return made;
    }

    /** Makes visible to everybody what a transaction did, at one time. */
    void commit(Transaction transaction, Origin origin) {
        transactions.end(transaction);
        transaction.apply(this);
        log.log(transaction.log(), origin);
    }

    /** Runs a statement that changes documents of a collection; it may have to wait. */
    <T> T statement(Namespace namespace, Supplier<T> statement) {
        return transactions.statement(
                collection(namespace),
                statement,
                transaction -> {
                    transactions.end(transaction);
                    transaction.apply(this);
                    transaction.log().forEach(log::log);
                });
    }

    /** Waits until no transaction uses the collections that the command is about to change. */
    void beforeDefinition(Request request) {
        if (!(request.body().get(request.name()) instanceof String name)) {
            collections(request.database()).forEach(transactions::beforeDefinition);
        } else if (request.name().equalsIgnoreCase("renameCollection")) {
            transactions.beforeDefinition(collection(Namespace.parse(name)));
            if (request.body().get("to") instanceof String to) {
                // It may be dropped.
                transactions.beforeDefinition(collection(Namespace.parse(to)));
            }
        } else {
            transactions.beforeDefinition(collection(request.namespace()));
        }
    }

    /** Names of the databases that hold a collection. */
    List<String> databases() {
        return listDatabaseNames().stream()
                .filter(name -> !collections(name).isEmpty())
                .sorted()
                .toList();
    }

    /** The collections of a database, by name. */
    List<StoredCollection> collections(String database) {
        return ((StoredDatabase) resolveDatabase(database)).collections();
    }

    @Override
    protected Document handleDropDatabase(String database) {
        for (StoredCollection collection : collections(database)) {
            resolveDatabase(database).dropCollection(collection.getCollectionName(), oplog);
        }
        Document reply = super.handleDropDatabase(database);
        log.dropDatabase(database);
        return reply;
    }

    /**
     * Of what the engine logs by itself only drops are of use: the rest is logged where it is
     * stored.
     */
    private record DropLog(Oplog log) implements de.bwaldvogel.mongo.oplog.Oplog {

        @Override
        public void handleInsert(String namespace, List<Document> documents) {}

        @Override
        public void handleUpdate(
                String namespace, Document selector, Document query, List<Object> ids) {}

        @Override
        public void handleDelete(String namespace, Document query, List<Object> ids) {}

        @Override
        public void handleDropCollection(String fullName) {
            Namespace namespace = Namespace.parse(fullName);
            if (!namespace.isInternal()) {
                log.drop(namespace);
            }
        }

        @Override
        public Cursor createCursor(Document stage, String namespace, Aggregation aggregation) {
            throw new IllegalStateException("change streams are opened by ChangeStreams");
        }
    }
}
