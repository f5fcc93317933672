package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All collections as they were when it began, with what it wrote, which nobody else sees before it
 * is committed. Costs as much as it writes and as others change meanwhile, whatever the
 * collections' size. Used under the storage's write lock only.
 */
final class Transaction {
    private final Map<StoredCollection, StoredCollection> views = new LinkedHashMap<>();
    private final Map<Namespace, StoredCollection> created = new LinkedHashMap<>();
    private final Set<StoredCollection> used = new HashSet<>();
    private final Set<StoredCollection> redefined = new HashSet<>();
    private final List<OplogEntry> log = new ArrayList<>();

    /** Keeps what of the collection is about to change. */
    void preserve(StoredCollection collection) {
        views.computeIfAbsent(collection, it -> it.openView(this::log));
    }

    private void log(OplogEntry entry) {
        log.add(entry);
    }

    /** The transaction's view of a collection. */
    StoredCollection use(StoredCollection collection) {
        if (redefined.contains(collection)) {
            throw new MongoServerError(
                    246,
                    ErrorCodes.name(246),
                    "Unable to read from a snapshot due to pending collection catalog changes; please"
                            + " retry the operation.");
        }
        used.add(collection);
        preserve(collection);
        return views.get(collection);
    }

    /** A collection that this transaction has made; null if it has not. */
    @Nullable StoredCollection created(Namespace namespace) {
        return created.get(namespace);
    }

    /** Makes a collection that others see when the transaction is committed. */
    StoredCollection create(Namespace namespace, StoredCollection empty) {
        StoredCollection view = empty.openView(this::log);
        created.put(namespace, view);
        return view;
    }

    boolean uses(StoredCollection collection) {
        return used.contains(collection);
    }

    boolean hasWrittenTo(StoredCollection collection) {
        StoredCollection view = views.get(collection);
        return view != null && view.hasWritten();
    }

    /** The collection gets another name or index, or is dropped. */
    void redefine(StoredCollection collection) {
        redefined.add(collection);
    }

    /** Others need not keep anything for it any more. */
    void close() {
        views.values().forEach(StoredCollection::closeView);
    }

    /** What it changed, in order, to be logged; the times are yet to be given. */
    List<OplogEntry> log() {
        return log;
    }

    /** Makes what it wrote visible to everybody. It has to be closed before. */
    void apply(Storage storage) {
        if (created.keySet().stream().anyMatch(name -> storage.collection(name) != null)) {
            throw new WriteConflictException();
        }
        views.forEach(
                (collection, view) -> {
                    if (view.hasWritten()) {
                        collection.take(view);
                    }
                });
        created.forEach((name, view) -> storage.collectionOrNew(name).take(view));
    }
}
