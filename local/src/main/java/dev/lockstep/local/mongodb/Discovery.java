package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Answers what databases and collections there are, how big, and where to split them. */
final class Discovery {
    private final Storage storage;
    private final Oplog oplog;
    private final Authorization authorization;
    private final QueryMatcher matcher = new DefaultQueryMatcher();

    Discovery(Storage storage, Oplog oplog, Authorization authorization) {
        this.storage = storage;
        this.oplog = oplog;
        this.authorization = authorization;
    }

    Document listDatabases(Request request) {
        TreeSet<String> names = new TreeSet<>(List.of("admin", "config", "local"));
        names.addAll(storage.databases());
        names.removeIf(name -> !authorization.showsDatabase(request, name));
        boolean nameOnly = isNameOnly(request);
        List<Document> databases = new ArrayList<>();
        long total = 0;
        for (String name : names) {
            long size = size(name);
            total += size;
            Document database =
                    new Document("name", name)
                            .append("sizeOnDisk", (double) size)
                            .append("empty", false);
            if (matcher.matches(database, request.document("filter"))) {
                databases.add(nameOnly ? new Document("name", name) : database);
            }
        }
        Document reply = new Document("databases", databases);
        return nameOnly ? reply : reply.append("totalSize", (double) total);
    }

    private long size(String database) {
        return storage.collections(database).stream()
                .mapToLong(collection -> 4096 + collection.getDataSize())
                .sum();
    }

    Document listCollections(Request request) {
        Stream<Document> descriptions =
                storage.collections(request.database()).stream()
                        .map(Discovery::describe)
                        .filter(it -> matcher.matches(it, request.document("filter")));
        if (isNameOnly(request)) {
            descriptions =
                    descriptions.map(
                            it ->
                                    new Document("name", it.get("name"))
                                            .append("type", it.get("type")));
        }
        String namespace = request.database() + ".$cmd.listCollections";
        return Batch.listing(namespace, descriptions.toList());
    }

    private static boolean isNameOnly(Request request) {
        return Boolean.TRUE.equals(request.body().get("nameOnly"));
    }

    private static Document describe(StoredCollection collection) {
        return new Document("name", collection.getCollectionName())
                .append("type", "collection")
                .append("options", collection.options())
                .append(
                        "info",
                        new Document("readOnly", false).append("uuid", collection.getUuid()))
                .append(
                        "idIndex",
                        new Document("v", 2)
                                .append("key", new Document("_id", 1))
                                .append("name", "_id_"));
    }

    Document collStats(Request request) {
        Namespace namespace = request.namespace();
        if (namespace.equals(new Namespace("local", "oplog.rs"))) {
            return new Document("ns", namespace.toString())
                    .append("count", oplog.all().size())
                    .append("size", oplog.all().stream().mapToLong(OplogEntry::size).sum())
                    .append("capped", true)
                    .append("maxSize", oplog.maxBytes());
        }
        StoredCollection collection = storage.collection(namespace);
        if (collection != null) {
            return collection.getStats();
        }
        return new Document("ns", namespace.toString())
                .append("size", 0)
                .append("count", 0)
                .append("storageSize", 0)
                .append("totalSize", 0)
                .append("nindexes", 0)
                .append("totalIndexSize", 0)
                .append("indexSizes", new Document())
                .append("scaleFactor", 1);
    }

    /**
     * The ids at which to cut a collection into chunks of about half of {@code maxChunkSize} MB, so
     * that they have room to grow; counted in documents of average size, as a server does.
     */
    Document splitVector(Request request) {
        Namespace namespace = Namespace.parse((String) request.body().get(request.name()));
        StoredCollection collection = storage.collection(namespace);
        if (collection == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns not found");
        }
        List<Document> splitKeys = new ArrayList<>();
        long documentsPerChunk =
                request.number("maxChunkSize", 64)
                        * 1024L
                        * 1024L
                        / (2L * collection.averageSize());
        long count = 0;
        for (EncodedDocument document :
                collection.range(
                        request.document("min").get("_id"), request.document("max").get("_id"))) {
            count++;
            if (count > documentsPerChunk) {
                splitKeys.add(new Document("_id", document.decode().get("_id")));
                count = 0;
            }
        }
        return new Document("splitKeys", splitKeys);
    }
}
