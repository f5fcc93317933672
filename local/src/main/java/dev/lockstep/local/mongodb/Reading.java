package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers {@code find}: a cursor over the documents that match now, whatever is written later. */
final class Reading {
    private static final Namespace OPLOG = new Namespace("local", "oplog.rs");

    private final Storage storage;
    private final Oplog oplog;
    private final Cursors cursors;

    Reading(Storage storage, Oplog oplog, Cursors cursors) {
        this.storage = storage;
        this.oplog = oplog;
        this.cursors = cursors;
    }

    Document find(Request request) {
        Namespace namespace = request.namespace();
        FindCursor cursor =
                storage.read(() -> cursor(request, namespace, storage.collection(namespace)));
        if (cursor == null) {
            return Batch.listing(namespace.toString(), List.of());
        }
        int batchSize = request.number("batchSize", -1);
        boolean singleBatch = Boolean.TRUE.equals(request.body().get("singleBatch"));
        if (singleBatch) {
            Batch batch = cursor.next(batchSize < 0 ? ServerCursor.FIRST_BATCH : batchSize);
            return new Batch(batch.documents(), true, null).firstReply(cursor.namespace(), 0);
        }
        return cursors.open(cursor, batchSize);
    }

    private @Nullable FindCursor cursor(
            Request request, Namespace namespace, @Nullable StoredCollection collection) {
        if (namespace.equals(OPLOG)) {
            return oplogCursor(request);
        }
        if (collection == null) {
            return null;
        }
        Document filter = request.document("filter");
        Stream<EncodedDocument> documents = candidates(request, collection, filter).stream();
        if (!filter.isEmpty()) {
            documents = documents.filter(it -> collection.matches(it.decode(), filter));
        }
        List<EncodedDocument> matched = page(sorted(request, documents), request).toList();
        Document projection = request.document("projection");
        return new FindCursor(
                namespace.toString(),
                matched.iterator(),
                projection.isEmpty()
                        ? document -> document
                        : document -> collection.project(document.decode(), projection));
    }

    private static List<EncodedDocument> candidates(
            Request request, StoredCollection collection, Document filter) {
        Document min = request.document("min");
        Document max = request.document("max");
        boolean byId = isById(request.body().get("hint")) || isById(request.body().get("sort"));
        if (min.isEmpty() && max.isEmpty()) {
            return byId ? collection.range(null, null) : collection.candidates(filter);
        }
        if (request.body().get("hint") == null) {
            throw withoutHint(request);
        }
        requireIdOnly(min);
        requireIdOnly(max);
        return collection.range(min.get("_id"), max.get("_id"));
    }

    private static MongoServerError withoutHint(Request request) {
        int limit = request.number("limit", 0);
        return new MongoServerError(
                51173,
                "error processing query: ns="
                        + request.namespace()
                        + (limit == 0 ? "" : " limit=" + limit)
                        + "Tree: $and\nSort: "
                        + shown(request.document("sort"))
                        + "\nProj: "
                        + shown(request.document("projection"))
                        + "\n planner returned error :: caused by :: When using min()/max() a hint of"
                        + " which index to use must be provided");
    }

    private static String shown(Document document) {
        return document.isEmpty() ? "{}" : Json.toCompactJsonValue(document);
    }

    private static boolean isById(@Nullable Object order) {
        return order instanceof Document keys
                && keys.keySet().equals(Collections.singleton("_id"))
                && keys.get("_id") instanceof Number direction
                && direction.intValue() == 1;
    }

    private static void requireIdOnly(Document bound) {
        if (!bound.isEmpty() && !bound.keySet().equals(Collections.singleton("_id"))) {
            throw new MongoServerError(51174, "min and max are modelled for the index on _id only");
        }
    }

    private static Stream<EncodedDocument> sorted(
            Request request, Stream<EncodedDocument> documents) {
        Document sort = request.document("sort");
        Comparator<Document> order = StoredCollection.order(sort.isEmpty() ? null : sort);
        if (order != null && !isById(sort)) {
            return documents
                    .map(encoded -> new Sorted(encoded, encoded.decode()))
                    .sorted(Comparator.comparing(Sorted::decoded, order))
                    .map(Sorted::encoded);
        }
        if (sort.get("$natural") instanceof Number direction && direction.intValue() < 0) {
            List<EncodedDocument> reversed = documents.collect(Collectors.toList());
            Collections.reverse(reversed);
            return reversed.stream();
        }
        return documents;
    }

    private record Sorted(EncodedDocument encoded, Document decoded) {}

    private static <T> Stream<T> page(Stream<T> documents, Request request) {
        Stream<T> page = documents.skip(request.number("skip", 0));
        int limit = Math.abs(request.number("limit", 0));
        return limit == 0 ? page : page.limit(limit);
    }

    /** The log as far as it tells its window: time and kind of each entry. */
    private FindCursor oplogCursor(Request request) {
        Stream<EncodedDocument> entries =
                oplog.all().stream().map(entry -> EncodedDocument.of(entry.toOplogDocument()));
        return new FindCursor(
                OPLOG.toString(),
                page(sorted(request, entries), request).toList().iterator(),
                document -> document);
    }
}
