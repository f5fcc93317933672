package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.TypeMismatchException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers {@code count}, {@code distinct} and {@code dbStats}. */
final class Counting {
    private final Storage storage;

    Counting(Storage storage) {
        this.storage = storage;
    }

    Document count(Request request) {
        StoredCollection collection = storage.collection(request.namespace());
        Document query = request.document("query");
        long found;
        if (collection == null) {
            found = 0;
        } else if (query.isEmpty()) {
            found = collection.count();
        } else {
            found = matching(collection, query).count();
        }
        long counted = Math.max(0, found - request.number("skip", 0));
        int limit = Math.abs(request.number("limit", 0));
        return new Document("n", (int) (limit == 0 ? counted : Math.min(counted, limit)));
    }

    /** Of an array every element is a value. */
    Document distinct(Request request) {
        if (!(request.body().get("key") instanceof String key)) {
            throw new TypeMismatchException("\"key\" had the wrong type. Expected string");
        }
        TreeSet<@Nullable Object> values = new TreeSet<>(new BsonOrder());
        StoredCollection collection = storage.collection(request.namespace());
        if (collection != null) {
            matching(collection, request.document("query"))
                    .map(document -> Utils.getSubdocumentValueCollectionAware(document, key))
                    .filter(value -> !(value instanceof Missing))
                    .forEach(
                            value -> {
                                if (value instanceof Collection<?> elements) {
                                    values.addAll(elements);
                                } else {
                                    values.add(value);
                                }
                            });
        }
        return new Document("values", new ArrayList<>(values));
    }

    private static Stream<Document> matching(StoredCollection collection, Document query) {
        return collection.candidates(query).stream()
                .map(EncodedDocument::decode)
                .filter(document -> collection.matches(document, query));
    }

    /** Sizes in bytes of BSON, and a page for each index. */
    Document databaseStatistics(Request request) {
        List<StoredCollection> collections = storage.collections(request.database());
        int objects = collections.stream().mapToInt(StoredCollection::count).sum();
        double size = collections.stream().mapToDouble(StoredCollection::getDataSize).sum();
        int indexes = collections.stream().mapToInt(it -> it.getIndexes().size()).sum();
        double indexSize = 4096.0 * indexes;
        double scale = Math.max(1, request.number("scale", 1));
        return new Document("db", request.database())
                .append("collections", collections.size())
                .append("views", 0)
                .append("objects", objects)
                .append("avgObjSize", objects == 0 ? 0.0 : size / objects)
                .append("dataSize", size / scale)
                .append("storageSize", size / scale)
                .append("indexes", indexes)
                .append("indexSize", indexSize / scale)
                .append("totalSize", (size + indexSize) / scale)
                .append("scaleFactor", scale);
    }
}
