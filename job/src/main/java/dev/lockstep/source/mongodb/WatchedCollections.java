package dev.lockstep.source.mongodb;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The collections of a pipeline, as one change stream of their database or of the deployment. */
record WatchedCollections(List<CollectionMapping> mappings) implements Serializable {

    WatchedCollections {
        mappings = List.copyOf(mappings);
    }

    boolean covers(Namespace namespace) {
        return mappings.stream().anyMatch(mapping -> mapping.covers(namespace));
    }

    /** Those that exist. */
    List<Namespace> list(MongoClient client) {
        List<Namespace> found = new ArrayList<>();
        for (String database : databases()) {
            for (String name : client.getDatabase(database).listCollectionNames()) {
                Namespace namespace = new Namespace(database, name);
                if (covers(namespace) && !name.startsWith("system.")) {
                    found.add(namespace);
                }
            }
        }
        return found;
    }

    /**
     * A stream of what happens to the collections and their documents. Never of one collection: a
     * drop ends such a stream for good.
     *
     * @param left fields that events are to come without
     */
    ChangeStreamIterable<Document> watch(MongoClient client, List<String> left) {
        List<Bson> pipeline =
                List.of(Aggregates.match(filter()), Aggregates.project(Projections.exclude(left)));
        List<String> databases = databases();
        return databases.size() == 1
                ? client.getDatabase(databases.get(0)).watch(pipeline)
                : client.watch(pipeline);
    }

    private List<String> databases() {
        return mappings.stream().map(CollectionMapping::database).distinct().toList();
    }

    /** A dropped database has no collection, and the end of a stream no namespace at all. */
    private Bson filter() {
        return Filters.or(
                Stream.concat(
                                mappings.stream().flatMap(WatchedCollections::filters),
                                Stream.of(Filters.eq("operationType", "invalidate")))
                        .toList());
    }

    private static Stream<Bson> filters(CollectionMapping mapping) {
        return Stream.of(
                names("ns", mapping),
                names("to", mapping),
                Filters.and(
                        Filters.eq("operationType", "dropDatabase"),
                        Filters.eq("ns.db", mapping.database())));
    }

    private static Bson names(String field, CollectionMapping mapping) {
        Bson database = Filters.eq(field + ".db", mapping.database());
        return mapping.collection().equals(CollectionMapping.ANY)
                ? database
                : Filters.and(database, Filters.eq(field + ".coll", mapping.collection()));
    }
}
