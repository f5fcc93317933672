package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.BadValueException;
import de.bwaldvogel.mongo.exception.FailedToParseException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import dev.lockstep.local.mongodb.KeptState.KeptCollection;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one collection, encoded, in insertion order. Every change passes {@link
 * #addDocumentInternal}, {@link #handleUpdate} or {@link #removeDocument(Long)}, whichever command
 * made it, and is logged there: once, with the images before and after, and only if it happened.
 */
final class StoredCollection extends AbstractMongoCollection<Long> {
    private static final String ID = "_id";

    private final CursorRegistry cursors;
    private final ChangeLog log;
    private final Journal journal;
    private final UUID uuid;
    private final Runnable beforeChange;
    private final Table<Long, EncodedDocument> documents;
    private final AtomicLong lastPosition;
    private @Nullable OrderedUniqueIndex idIndex;
    private long bytes;

    /** The operators of the update that runs; null if it replaces documents. */
    private @Nullable Document operators;

    /** How many documents the update that runs has changed, and the id of the one it inserted. */
    private int modified;

    private @Nullable Document insertedId;
    private boolean keepsImages;

    StoredCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            CursorRegistry cursors,
            ChangeLog log,
            Journal journal,
            @Nullable KeptCollection kept,
            Consumer<StoredCollection> beforeChange) {
        super(database, name, options, cursors);
        this.cursors = cursors;
        this.log = log;
        this.journal = journal;
        this.uuid = kept == null || kept.uuid == null ? UUID.randomUUID() : kept.uuid;
        this.keepsImages = kept != null && kept.keepsImages;
        this.beforeChange = () -> beforeChange.accept(this);
        NavigableMap<Long, EncodedDocument> stored =
                kept == null ? new TreeMap<>(Comparator.<Long>naturalOrder()) : kept.documents;
        this.documents = new SharedTable<>(stored, this.beforeChange);
        this.lastPosition = new AtomicLong(stored.isEmpty() ? 0 : stored.lastKey());
        this.bytes = stored.values().stream().mapToLong(EncodedDocument::size).sum();
        if (kept == null && !name.startsWith("system.")) {
            journal.append(description());
        }
    }

    private StoredCollection(StoredCollection shared, ChangeLog log) {
        super(shared.getDatabase(), shared.getCollectionName(), shared.options, shared.cursors);
        this.cursors = shared.cursors;
        this.log = log;
        this.journal = Journal.NONE;
        this.uuid = shared.uuid;
        this.beforeChange = () -> {};
        this.documents = shared.shared().openView();
        this.lastPosition = shared.lastPosition;
        this.bytes = shared.bytes;
        this.keepsImages = shared.keepsImages;
        shared.uniqueIndexes().forEach(index -> addIndex(index.openView()));
    }

    private SharedTable<Long, EncodedDocument> shared() {
        if (documents instanceof SharedTable<Long, EncodedDocument> table) {
            return table;
        }
        throw new IllegalStateException("a view has no views");
    }

    private Stream<OrderedUniqueIndex> uniqueIndexes() {
        return getIndexes().stream()
                .filter(OrderedUniqueIndex.class::isInstance)
                .map(OrderedUniqueIndex.class::cast);
    }

    /**
     * The collection as a transaction sees it, which may write to it. Others see nothing of that
     * before it is {@linkplain #take taken}.
     */
    StoredCollection openView(ChangeLog viewLog) {
        return new StoredCollection(this, viewLog);
    }

    void closeView() {
        if (documents instanceof TransactionTable<Long, EncodedDocument> view) {
            view.close();
        }
        uniqueIndexes().forEach(OrderedUniqueIndex::closeView);
    }

    boolean hasWritten() {
        return documents instanceof TransactionTable<Long, EncodedDocument> view
                && view.hasWritten();
    }

    /** Takes over what a transaction wrote in its view; logs nothing. */
    void take(StoredCollection other) {
        if (other.documents instanceof TransactionTable<Long, EncodedDocument> view) {
            view.forEachWritten(this::take);
        }
        lastPosition.accumulateAndGet(other.lastPosition.get(), Math::max);
        uniqueIndexes().forEach(index -> index.take(other.uniqueIndex(index.getName())));
    }

    private void take(Long position, @Nullable EncodedDocument document) {
        EncodedDocument previous = documents.get(position);
        bytes +=
                (document == null ? 0 : document.size()) - (previous == null ? 0 : previous.size());
        documents.set(position, document);
        journal.append(
                document == null
                        ? new JournalRecord.Remove(namespace(), position)
                        : new JournalRecord.Put(namespace(), position, document));
    }

    private OrderedUniqueIndex uniqueIndex(String name) {
        return uniqueIndexes()
                .filter(index -> index.getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** For an index of this collection that is yet to be made. */
    SharedTable<KeyValue, Long> newIndexTable() {
        return OrderedUniqueIndex.newTable(beforeChange);
    }

    private JournalRecord description() {
        return new JournalRecord.Describe(namespace(), uuid, keepsImages);
    }

    /** All of it, to keep. */
    Stream<JournalRecord> records() {
        return Stream.concat(
                Stream.of(description()),
                Table.stream(documents.all())
                        .map(it -> new JournalRecord.Put(namespace(), it.getKey(), it.getValue())));
    }

    @Override
    public UUID getUuid() {
        return uuid;
    }

    Namespace namespace() {
        return new Namespace(getDatabaseName(), getCollectionName());
    }

    /** Whether changes from now on are logged with the document before and after. */
    void keepImages(boolean keep) {
        keepsImages = keep;
        journal.append(description());
    }

    /** The options that the collection has, as {@code listCollections} tells them. */
    Document options() {
        return keepsImages
                ? new Document("changeStreamPreAndPostImages", new Document("enabled", true))
                : new Document();
    }

    // What the engine changes.

    @Override
    protected Long addDocumentInternal(Document document) {
        Document stored = idFirst(document);
        EncodedDocument encoded = EncodedDocument.of(stored);
        if (encoded.size() > EncodedDocument.MAX_SIZE) {
            throw new BadValueException(
                    "object to insert too large. size in bytes: "
                            + encoded.size()
                            + ", max size: "
                            + EncodedDocument.MAX_SIZE);
        }
        long position = lastPosition.incrementAndGet();
        documents.put(position, encoded);
        journal.append(new JournalRecord.Put(namespace(), position, encoded));
        bytes += encoded.size();
        insertedId = new Document(ID, stored.get(ID));
        if (isLogged()) {
            log.insert(namespace(), EncodedDocument.of(insertedId), encoded);
        }
        return position;
    }

    @Override
    protected void handleUpdate(Long position, Document before, Document after) {
        EncodedDocument encoded = EncodedDocument.of(after);
        if (encoded.size() > EncodedDocument.MAX_SIZE) {
            // The engine has changed the indexes already.
            getIndexes().forEach(index -> index.updateInPlace(after, before, position, this));
            throw new MongoServerError(
                    17419,
                    "Resulting document after update is larger than " + EncodedDocument.MAX_SIZE);
        }
        EncodedDocument previous = requireNonNull(documents.put(position, encoded));
        journal.append(new JournalRecord.Put(namespace(), position, encoded));
        bytes += encoded.size() - previous.size();
        modified++;
        if (!isLogged()) {
            return;
        }
        Images images = images(previous, encoded);
        if (operators == null) {
            log.replace(namespace(), key(after), encoded, images);
        } else {
            Document description = UpdateDescription.of(operators, before, after);
            log.update(namespace(), key(after), EncodedDocument.of(description), images);
        }
    }

    @Override
    protected void removeDocument(Long position) {
        EncodedDocument removed = requireNonNull(documents.remove(position));
        journal.append(new JournalRecord.Remove(namespace(), position));
        bytes -= removed.size();
        if (isLogged()) {
            log.delete(namespace(), key(removed.decode()), images(removed, null));
        }
    }

    @Override
    public void drop() {
        super.drop();
        journal.append(new JournalRecord.Drop(namespace()));
    }

    @Override
    public void renameTo(MongoDatabase newDatabase, String newName) {
        Namespace from = namespace();
        super.renameTo(newDatabase, newName);
        journal.append(new JournalRecord.Rename(from, namespace()));
    }

    private @Nullable Images images(EncodedDocument before, @Nullable EncodedDocument after) {
        return keepsImages ? new Images(before, after) : null;
    }

    private boolean isLogged() {
        return !namespace().isInternal();
    }

    private static EncodedDocument key(Document document) {
        return EncodedDocument.of(new Document(ID, document.get(ID)));
    }

    private static Document idFirst(Document document) {
        if (!document.containsKey(ID) || document.keySet().iterator().next().equals(ID)) {
            return document;
        }
        Document ordered = new Document(ID, document.get(ID));
        document.forEach(ordered::putIfAbsent);
        return ordered;
    }

    @Override
    public void addDocument(Document document) {
        Object id = document.get(ID);
        if (id instanceof Collection<?> || id instanceof BsonRegularExpression) {
            String type = id instanceof Collection<?> ? "an array" : "a regex";
            throw new BadValueException("can't use " + type + " for _id");
        }
        super.addDocument(document);
    }

    @Override
    public Document updateDocuments(
            Document selector,
            Document update,
            ArrayFilters arrayFilters,
            boolean isMulti,
            boolean isUpsert,
            de.bwaldvogel.mongo.oplog.Oplog engineOplog) {
        begin(update);
        if (isMulti && operators == null) {
            throw new StatementFailedException(
                    new FailedToParseException(
                            "multi update is not supported for replacement-style update"));
        }
        try {
            Document reply =
                    super.updateDocuments(
                            selector, update, arrayFilters, isMulti, isUpsert, engineOplog);
            replaceByEqual(selector, null);
            return reply.append("nModified", modified);
        } catch (MongoServerException e) {
            throw new StatementFailedException(e);
        }
    }

    /** The reply has a {@code lastErrorObject} in any case, as a server's. */
    @Override
    public Document findAndModify(Document query) {
        boolean remove = Utils.isTrue(query.get("remove"));
        begin(query.get("update"));
        Document reply = super.findAndModify(query);
        boolean matched =
                reply.containsKey("lastErrorObject") || (remove && reply.get("value") != null);
        if (matched && !remove) {
            replaceByEqual(
                    (Document) query.getOrDefault("query", new Document()),
                    (Document) query.get("sort"));
        }
        Document outcome = new Document("n", matched || insertedId != null ? 1 : 0);
        if (!remove) {
            outcome.append("updatedExisting", matched);
        }
        if (insertedId != null) {
            outcome.append("upserted", insertedId.get(ID));
        }
        return new Document("lastErrorObject", outcome).append("value", reply.get("value"));
    }

    private void begin(@Nullable Object update) {
        operators =
                update instanceof Document document && !isReplacement(document) ? document : null;
        modified = 0;
        insertedId = null;
    }

    /**
     * A replacement is a change also where it is equal to what it replaces; not so to the engine.
     */
    private void replaceByEqual(Document selector, @Nullable Document sort) {
        if (operators != null || modified > 0 || insertedId != null) {
            return;
        }
        for (Document document : find(selector, sort, 1)) {
            handleUpdate(positionOf(document.get(ID)), document, document);
        }
    }

    private static boolean isReplacement(Document update) {
        return update.keySet().stream().noneMatch(field -> field.startsWith("$"));
    }

    // What the engine reads.

    @Override
    public void addIndex(Index<Long> index) {
        super.addIndex(index);
        if (index instanceof OrderedUniqueIndex ordered && index.getName().equals("_id_")) {
            idIndex = ordered;
        }
    }

    @Override
    protected QueryResult matchDocuments(
            Document query,
            @Nullable Document orderBy,
            int skip,
            int limit,
            int batchSize,
            @Nullable Document projection) {
        Stream<Document> stored =
                Table.stream(documents.all()).map(entry -> entry.getValue().decode());
        if (isNaturalDescending(orderBy)) {
            stored = Table.stream(documents.descending()).map(entry -> entry.getValue().decode());
        }
        return matchDocumentsFromStream(stored, query, orderBy, skip, limit, batchSize, projection);
    }

    @Override
    protected Document getDocument(Long position) {
        return requireNonNull(documents.get(position)).decode();
    }

    @Override
    protected Stream<DocumentWithPosition<Long>> streamAllDocumentsWithPosition() {
        return Table.stream(documents.all())
                .map(
                        entry ->
                                new DocumentWithPosition<>(
                                        entry.getValue().decode(), entry.getKey()));
    }

    @Override
    public int count() {
        return documents.size();
    }

    @Override
    public boolean isEmpty() {
        return documents.size() == 0;
    }

    @Override
    protected int getDataSize() {
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    @Override
    protected void updateDataSize(int delta) {
        // Counted where documents are stored.
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    // What the commands read.

    /** The document of an id as it is now. */
    @Nullable EncodedDocument lookup(Object id) {
        Long position = positionOf(id);
        return position == null ? null : documents.get(position);
    }

    private @Nullable Long positionOf(@Nullable Object id) {
        return requireNonNull(idIndex).getPosition(new KeyValue(id).normalized());
    }

    /** Copies of the first documents that match; a limit of 0 is none. */
    List<Document> find(Document filter, @Nullable Document sort, int limit) {
        return queryDocuments(filter, sort, 0, limit, 0, null).collectDocuments();
    }

    /**
     * All documents in the order of their ids, from {@code min} (included) to {@code max} (not
     * included).
     */
    List<EncodedDocument> range(@Nullable Object min, @Nullable Object max) {
        return encoded(
                requireNonNull(idIndex)
                        .range(
                                min == null ? null : new KeyValue(min),
                                max == null ? null : new KeyValue(max)));
    }

    /**
     * The documents that a filter can match: by an index where one fits, else all in insertion
     * order.
     */
    List<EncodedDocument> candidates(Document filter) {
        for (Index<Long> index : getIndexes()) {
            if (index.canHandle(filter)) {
                return encoded(Table.stream(index.getPositions(filter)));
            }
        }
        return Table.stream(documents.all()).map(Map.Entry::getValue).toList();
    }

    private List<EncodedDocument> encoded(Stream<Long> positions) {
        return positions.map(position -> requireNonNull(documents.get(position))).toList();
    }

    boolean matches(Document document, Document filter) {
        return documentMatchesQuery(document, filter);
    }

    static @Nullable Comparator<Document> order(@Nullable Document sort) {
        return deriveComparator(sort);
    }

    Document project(Document document, Document projection) {
        QueryResult projected =
                matchDocumentsFromStream(
                        Stream.of(document), new Document(), null, 0, 0, 0, projection);
        return projected.collectDocuments().get(0);
    }

    /** In bytes of BSON; at least 1. */
    int averageSize() {
        return (int) Math.max(1, bytes / Math.max(1, documents.size()));
    }

    /** The document of statistics of {@code collStats}; sizes in bytes of BSON. */
    @Override
    public Document getStats() {
        Document stats = new Document("ns", getFullName()).append("size", getDataSize());
        stats.append("count", count());
        if (!isEmpty()) {
            stats.append("avgObjSize", averageSize());
        }
        Collection<Index<Long>> indexes = getIndexes();
        Document indexSizes = new Document();
        indexes.forEach(index -> indexSizes.put(index.getName(), 4096));
        return stats.append("storageSize", getDataSize())
                .append("capped", false)
                .append("nindexes", indexes.size())
                .append("indexBuilds", List.of())
                .append("totalIndexSize", 4096 * indexes.size())
                .append("totalSize", getDataSize() + 4096 * indexes.size())
                .append("indexSizes", indexSizes)
                .append("scaleFactor", 1);
    }
}
