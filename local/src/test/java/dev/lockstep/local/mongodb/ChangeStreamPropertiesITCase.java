package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold of a change stream whatever several clients write at once. A failure names its
 * seed; which client comes first is still up to chance.
 */
final class ChangeStreamPropertiesITCase {
    private static final int WRITERS = 4;
    private static final int OPERATIONS = 60;
    private static final BsonDocument END = new BsonDocument("_id", new BsonString("end"));

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT.withPreAndPostImages());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eventsWithImagesReplayToTheCollection(long seed) {
        MongoDatabase database = MONGODB.newDatabase("random");
        List<String> collections = List.of("orders", "carts");
        CreateCollectionOptions withImages =
                new CreateCollectionOptions()
                        .changeStreamPreAndPostImagesOptions(
                                new ChangeStreamPreAndPostImagesOptions(true));
        collections.forEach(name -> database.createCollection(name, withImages));

        check(
                database,
                collections,
                false,
                seed,
                () ->
                        database.watch()
                                .fullDocument(FullDocument.REQUIRED)
                                .fullDocumentBeforeChange(FullDocumentBeforeChange.REQUIRED));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void eventsReplayToTheDatabaseThoughCollectionsAreDroppedAndRenamed(long seed) {
        MongoDatabase database = MONGODB.newDatabase("random");
        check(database, List.of("orders", "carts", "customers"), true, seed, database::watch);
    }

    private static void check(
            MongoDatabase database,
            List<String> collections,
            boolean define,
            long seed,
            Supplier<ChangeStreamIterable<Document>> watch) {
        List<BsonDocument> events;
        try (var stream = cursor(watch.get())) {
            write(database, collections, define, seed);
            database.getCollection("orders", BsonDocument.class).insertOne(END);
            events = untilEnd(stream);
        }

        assertThat(events).hasSizeGreaterThan(WRITERS * OPERATIONS / 3);
        assertThat(events)
                .extracting(ChangeStreamPropertiesITCase::token)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(events).extracting(event -> event.getTimestamp("clusterTime")).isSorted();
        CommittedTransactions.assertWhole(events);
        assertReplays(events, database, collections);
        assertEachIsAResumePoint(events, watch);
    }

    private static void write(
            MongoDatabase database, List<String> collections, boolean define, long seed) {
        List<CompletableFuture<Void>> writers =
                IntStream.range(0, WRITERS)
                        .mapToObj(
                                writer ->
                                        CompletableFuture.runAsync(
                                                () ->
                                                        RandomWriter.write(
                                                                MONGODB.uri(),
                                                                database.getName(),
                                                                collections,
                                                                define,
                                                                seed * WRITERS + writer,
                                                                OPERATIONS)))
                        .toList();
        writers.forEach(CompletableFuture::join);
    }

    private static void assertReplays(
            List<BsonDocument> events, MongoDatabase database, List<String> collections) {
        Replica replica = new Replica();
        events.forEach(replica::apply);
        for (String collection : collections) {
            Map<BsonValue, BsonDocument> stored = new HashMap<>();
            database.getCollection(collection, BsonDocument.class)
                    .find()
                    .forEach(document -> stored.put(document.get("_id"), document));
            assertThat(replica.documents(collection)).as(collection).isEqualTo(stored);
        }
    }

    private static void assertEachIsAResumePoint(
            List<BsonDocument> events, Supplier<ChangeStreamIterable<Document>> watch) {
        for (int i = 0; i < events.size() - 1; i++) {
            BsonDocument token = events.get(i).getDocument("_id");
            var resumed =
                    i % 2 == 0 ? watch.get().resumeAfter(token) : watch.get().startAfter(token);
            try (var stream = cursor(resumed.batchSize(1 + i % 200))) {
                assertThat(untilEnd(stream)).isEqualTo(events.subList(i + 1, events.size()));
            }
        }
    }

    private static MongoCursor<BsonDocument> cursor(ChangeStreamIterable<Document> stream) {
        return stream.withDocumentClass(BsonDocument.class).cursor();
    }

    private static List<BsonDocument> untilEnd(MongoCursor<BsonDocument> stream) {
        List<BsonDocument> events = new ArrayList<>();
        do {
            events.add(stream.next());
        } while (!END.equals(events.get(events.size() - 1).get("documentKey")));
        return events;
    }

    private static String token(BsonDocument event) {
        return event.getDocument("_id").getString("_data").getValue();
    }
}
