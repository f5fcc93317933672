package dev.lockstep.local.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoNamespace;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the MongoDB driver sees in the embedded server's change streams. */
final class ChangeStreamITCase {

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT);

    private MongoDatabase database;
    private MongoCollection<Document> orders;

    @BeforeEach
    void newCollection() {
        database = MONGODB.newDatabase("shop");
        orders = database.getCollection("orders");
    }

    @Test
    void everyWriteGivesOneEventInCommitOrder() {
        try (var stream = orders.watch().cursor()) {
            orders.insertMany(List.of(doc("{_id: 1, n: 1}"), doc("{_id: 2, n: 2}")));
            orders.updateMany(Filters.gt("n", 0), inc("n", 10));
            orders.replaceOne(eq("_id", 3), doc("{n: 3}"), new ReplaceOptions().upsert(true));
            orders.findOneAndUpdate(
                    eq("_id", 3),
                    set("n", 33),
                    new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
            orders.findOneAndReplace(eq("_id", 3), doc("{n: 4}"));
            orders.findOneAndDelete(eq("_id", 1));
            orders.bulkWrite(
                    List.of(
                            new InsertOneModel<>(doc("{_id: 4}")),
                            new UpdateOneModel<>(eq("_id", 4), set("a.b", 1)),
                            new ReplaceOneModel<>(eq("_id", 4), doc("{x: 1}")),
                            new DeleteOneModel<>(eq("_id", 4))));
            orders.deleteMany(new Document());

            assertThat(events(stream, 14))
                    .containsExactly(
                            "insert 1 {\"_id\": 1, \"n\": 1}",
                            "insert 2 {\"_id\": 2, \"n\": 2}",
                            "update 1 {\"n\": 11} []",
                            "update 2 {\"n\": 12} []",
                            "insert 3 {\"_id\": 3, \"n\": 3}",
                            "update 3 {\"n\": 33} []",
                            "replace 3 {\"_id\": 3, \"n\": 4}",
                            "delete 1",
                            "insert 4 {\"_id\": 4}",
                            "update 4 {\"a.b\": 1} []",
                            "replace 4 {\"_id\": 4, \"x\": 1}",
                            "delete 4",
                            "delete 2",
                            "delete 3");
        }
    }

    @Test
    void failedWritesGiveNoEvent() {
        orders.insertOne(doc("{_id: 1}"));
        try (var stream = orders.watch().cursor()) {
            assertThatThrownBy(() -> orders.insertOne(doc("{_id: 1, again: true}")))
                    .isInstanceOfSatisfying(
                            MongoWriteException.class,
                            e -> assertThat(e.getError().getCode()).isEqualTo(11000));
            assertThatThrownBy(
                            () ->
                                    orders.bulkWrite(
                                            List.of(
                                                    new InsertOneModel<>(doc("{_id: 2}")),
                                                    new InsertOneModel<>(doc("{_id: 1}")),
                                                    new InsertOneModel<>(doc("{_id: 3}")))))
                    .isInstanceOf(MongoBulkWriteException.class);
            orders.updateOne(eq("_id", 1), set("_id", 1));
            orders.updateOne(eq("_id", 99), set("n", 1));
            orders.deleteOne(eq("_id", 99));
            orders.insertOne(doc("{_id: 4}"));

            assertThat(events(stream, 2))
                    .containsExactly("insert 2 {\"_id\": 2}", "insert 4 {\"_id\": 4}");
            assertThat(orders.countDocuments()).isEqualTo(3);
        }
    }

    @Test
    void updateLookupReturnsTheDocumentAsItIsNow() {
        orders.insertMany(List.of(doc("{_id: 1, n: 0}"), doc("{_id: 2, n: 0}")));
        try (var stream = orders.watch().fullDocument(FullDocument.UPDATE_LOOKUP).cursor()) {
            orders.updateOne(eq("_id", 1), set("n", 1));
            orders.updateOne(eq("_id", 1), set("n", 2));
            orders.updateOne(eq("_id", 2), set("n", 1));
            orders.deleteOne(eq("_id", 2));

            assertThat(next(stream, 4))
                    .extracting(ChangeStreamDocument::getFullDocument)
                    .containsExactly(doc("{_id: 1, n: 2}"), doc("{_id: 1, n: 2}"), null, null);
        }
    }

    @Test
    void updateDescriptionTellsWhatChanged() {
        orders.insertOne(doc("{_id: 1, a: {b: 1, c: 2}, list: [1, 2], gone: true}"));
        try (var stream = orders.watch().cursor()) {
            orders.updateOne(
                    eq("_id", 1),
                    doc(
                            "{$set: {'a.b': 5, 'list.0': 9}, $unset: {gone: ''}, $rename: {'a.c': 'a.d'}}"));
            orders.updateOne(eq("_id", 1), doc("{$push: {list: 3}}"));
            orders.updateOne(eq("_id", 1), doc("{$pull: {list: 2}}"));

            assertThat(events(stream, 3))
                    .containsExactly(
                            "update 1 {\"a.b\": 5, \"a.d\": 2, \"list.0\": 9} [gone, a.c]",
                            "update 1 {\"list.2\": 3} []",
                            "update 1 {\"list\": [9, 3]} []");
        }
    }

    @Test
    void streamsWatchACollectionADatabaseOrTheDeployment() {
        MongoDatabase other = MONGODB.newDatabase("crm");
        String filter =
                "^(" + database.getName() + "\\.(orders|cust.*)|" + other.getName() + "\\.leads)$";
        var flinkCdcStages =
                List.of(
                        Aggregates.addFields(
                                new Field<>("_ns_", doc("{$concat: ['$ns.db', '.', '$ns.coll']}"))),
                        Aggregates.match(
                                Filters.and(
                                        Filters.regex("ns.db", Pattern.compile("^(shop|crm)_.*$")),
                                        Filters.regex("_ns_", Pattern.compile(filter)))));
        try (var ofCollection = orders.watch().cursor();
                var ofDatabase = database.watch().cursor();
                var filtered = MONGODB.client().watch(flinkCdcStages).cursor();
                var ofDeployment = MONGODB.client().watch().cursor()) {
            orders.insertOne(doc("{_id: 1}"));
            database.getCollection("customers").insertOne(doc("{_id: 2}"));
            database.getCollection("carts").insertOne(doc("{_id: 3}"));
            other.getCollection("leads").insertOne(doc("{_id: 4}"));
            orders.insertOne(doc("{_id: 5}"));

            assertThat(ids(ofCollection, 2)).containsExactly(1, 5);
            assertThat(ids(ofDatabase, 4)).containsExactly(1, 2, 3, 5);
            assertThat(ids(filtered, 4)).containsExactly(1, 2, 4, 5);
            assertThat(ids(ofDeployment, 5)).containsExactly(1, 2, 3, 4, 5);
        }
    }

    @Test
    void everyEventIsAResumePoint() {
        List<ChangeStreamDocument<Document>> all;
        BsonDocument before;
        try (var stream = database.watch().cursor()) {
            stream.tryNext();
            before = stream.getResumeToken();
            orders.insertMany(
                    IntStream.range(0, 20).mapToObj(i -> new Document("_id", i)).toList());
            all = next(stream, 20);
        }
        assertThat(all)
                .extracting(it -> token(it.getResumeToken()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(token(before)).isLessThan(token(all.get(0).getResumeToken()));

        for (int i = 0; i < 20; i++) {
            BsonDocument token = all.get(i).getResumeToken();
            List<Integer> rest = IntStream.range(i + 1, 20).boxed().toList();
            try (var after = database.watch().resumeAfter(token).batchSize(3).cursor()) {
                assertThat(ids(after, rest.size())).isEqualTo(rest);
            }
            try (var after = database.watch().startAfter(token).cursor()) {
                assertThat(ids(after, rest.size())).isEqualTo(rest);
            }
            BsonTimestamp time = all.get(i).getClusterTime();
            try (var at = database.watch().startAtOperationTime(time).cursor()) {
                assertThat(ids(at, rest.size() + 1))
                        .startsWith(i)
                        .endsWith(rest.toArray(Integer[]::new));
            }
        }
        try (var after = database.watch().resumeAfter(before).cursor()) {
            assertThat(ids(after, 20)).hasSize(20);
        }
    }

    @Test
    void dropEndsACollectionsStreamAndStartAfterGoesOn() {
        orders.insertOne(doc("{_id: 1}"));
        try (var ofDatabase = database.watch().cursor();
                var stream = orders.watch().cursor()) {
            orders.drop();
            List<ChangeStreamDocument<Document>> end = next(stream, 2);
            assertThat(end)
                    .extracting(ChangeStreamDocument::getOperationTypeString)
                    .containsExactly("drop", "invalidate");
            BsonDocument invalidated = end.get(1).getResumeToken();
            orders.insertOne(doc("{_id: 2}"));

            assertThatThrownBy(() -> orders.watch().resumeAfter(invalidated).cursor())
                    .isInstanceOfSatisfying(
                            MongoCommandException.class,
                            e -> assertThat(e.getCode()).isEqualTo(260));
            try (var after = orders.watch().startAfter(invalidated).cursor()) {
                assertThat(ids(after, 1)).containsExactly(2);
            }
            assertThat(next(ofDatabase, 2))
                    .extracting(ChangeStreamDocument::getOperationTypeString)
                    .containsExactly("drop", "insert");
        }
    }

    @Test
    void renameAndDropDatabaseAreEvents() {
        orders.insertOne(doc("{_id: 1}"));
        try (var deployment = MONGODB.client().watch().cursor();
                var stream = database.watch().cursor()) {
            orders.renameCollection(new MongoNamespace(database.getName(), "old_orders"));
            database.drop();

            List<ChangeStreamDocument<Document>> events = next(stream, 4);
            assertThat(events)
                    .extracting(ChangeStreamDocument::getOperationTypeString)
                    .containsExactly("rename", "drop", "dropDatabase", "invalidate");
            assertThat(events.get(0).getDestinationNamespace())
                    .isEqualTo(new MongoNamespace(database.getName(), "old_orders"));
            assertThat(next(deployment, 3))
                    .extracting(ChangeStreamDocument::getOperationTypeString)
                    .containsExactly("rename", "drop", "dropDatabase");
        }
    }

    @Test
    void tokensOfAnIdleStreamMoveOnWithOtherWrites() {
        try (var stream = orders.watch().maxAwaitTime(1, TimeUnit.MILLISECONDS).cursor()) {
            assertThat(stream.tryNext()).isNull();
            String first = token(stream.getResumeToken());
            database.getCollection("elsewhere")
                    .insertMany(List.of(doc("{_id: 1}"), doc("{_id: 2}")));
            assertThat(stream.tryNext()).isNull();
            assertThat(token(stream.getResumeToken())).isGreaterThan(first);
        }
    }

    @Test
    void everyTypeComesBackAsItWent() {
        BsonDocument all =
                BsonDocument.parse(
                        """
                        {_id: {$oid: '64a000000000000000000001'}, double: 1.5, int: 1, string: 'h\u00e9llo',
                         long: {$numberLong: '9223372036854775807'}, decimal: {$numberDecimal: '12.30'},
                         document: {a: {b: []}}, array: [1, [2], {c: null}], bool: true, null: null,
                         date: {$date: {$numberLong: '-62135596800000'}}, oid: {$oid: '64a000000000000000000002'},
                         binary: {$binary: {base64: 'AAH/', subType: '00'}},
                         uuid: {$binary: {base64: 'AAECAwQFBgcICQoLDA0ODw==', subType: '04'}},
                         uuid3: {$binary: {base64: 'AAECAwQFBgcICQoLDA0ODw==', subType: '03'}},
                         md5: {$binary: {base64: 'AAAAAAAAAAAAAAAAAAAAAA==', subType: '05'}},
                         user: {$binary: {base64: 'YWJj', subType: '80'}},
                         regex: {$regularExpression: {pattern: '^a.*b$', options: 'im'}},
                         timestamp: {$timestamp: {t: 1688214615, i: 7}}, min: {$minKey: 1}, max: {$maxKey: 1},
                         code: {$code: 'f()'}, scope: {$code: 'f()', $scope: {x: 1}}, symbol: {$symbol: 's'},
                         undefined: {$undefined: true}, '': 'empty name'}
                        """);
        var raw = orders.withDocumentClass(BsonDocument.class);
        // A stage that looks into the document makes the server decode it.
        var decoding = List.of(Aggregates.match(Filters.exists("fullDocument._id")));
        try (var encoded = raw.watch(BsonDocument.class).cursor();
                var decoded = raw.watch(decoding, BsonDocument.class).cursor()) {
            raw.insertOne(all);
            assertThat(encoded.next().getFullDocument()).isEqualTo(all);
            assertThat(decoded.next().getFullDocument()).isEqualTo(all);
        }
        assertThat(raw.find().first()).isEqualTo(all);
        assertThat(raw.find(Filters.eq("double", 1.5)).first()).isEqualTo(all);
    }

    private static List<ChangeStreamDocument<Document>> next(
            MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream, int count) {
        List<ChangeStreamDocument<Document>> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(stream.next());
        }
        return events;
    }

    private static List<Integer> ids(
            MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream, int count) {
        return next(stream, count).stream()
                .map(event -> event.getDocumentKey().getInt32("_id").getValue())
                .toList();
    }

    private static List<String> events(
            MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream, int count) {
        return next(stream, count).stream().map(ChangeStreamITCase::text).toList();
    }

    private static String text(ChangeStreamDocument<Document> event) {
        String head =
                event.getOperationTypeString()
                        + " "
                        + event.getDocumentKey().getInt32("_id").getValue();
        if (event.getUpdateDescription() != null) {
            return head
                    + " "
                    + event.getUpdateDescription().getUpdatedFields().toJson()
                    + " "
                    + event.getUpdateDescription().getRemovedFields();
        }
        return event.getFullDocument() == null
                ? head
                : head + " " + event.getFullDocument().toJson();
    }

    private static String token(BsonDocument resumeToken) {
        return resumeToken.getString("_data").getValue();
    }

    private static Document doc(String json) {
        return Document.parse(json);
    }
}
