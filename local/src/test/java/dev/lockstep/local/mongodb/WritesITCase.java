package dev.lockstep.local.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.bitwiseOr;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoNamespace;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.result.UpdateResult;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes that the recordings of a real MongoDB do not have. */
final class WritesITCase {

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT);

    private static final List<Document> DOUBLED =
            List.of(doc("{$set: {n: {$multiply: ['$n', 2]}}}"), doc("{$unset: 'old'}"));

    private MongoDatabase database;
    private MongoCollection<Document> orders;

    @BeforeEach
    void newCollection() {
        database = MONGODB.newDatabase("shop");
        orders = database.getCollection("orders");
    }

    @Test
    void aPipelineUpdatesEachDocumentFromItself() {
        orders.insertMany(List.of(doc("{_id: 1, n: 1, old: 1}"), doc("{_id: 2, n: 0}")));

        UpdateResult result = orders.updateMany(new Document(), DOUBLED);

        assertThat(result.getMatchedCount()).isEqualTo(2);
        assertThat(result.getModifiedCount()).isEqualTo(1);
        assertThat(documents()).containsExactly(doc("{_id: 1, n: 2}"), doc("{_id: 2, n: 0}"));
    }

    @Test
    void aPipelineThatInsertsStartsFromTheFiltersValues() {
        UpdateResult result =
                orders.updateOne(
                        Filters.and(eq("_id", 5), eq("n", 4)),
                        DOUBLED,
                        new UpdateOptions().upsert(true));

        assertThat(result.getUpsertedId()).isEqualTo(new BsonInt32(5));
        assertThat(documents()).containsExactly(doc("{_id: 5, n: 8}"));
    }

    @Test
    void findAndModifyTakesAPipeline() {
        orders.insertOne(doc("{_id: 1, n: 3}"));

        Document updated =
                orders.findOneAndUpdate(
                        eq("_id", 1),
                        DOUBLED,
                        new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));

        assertThat(updated).isEqualTo(doc("{_id: 1, n: 6}"));
    }

    @Test
    void aPipelineOfOtherStagesIsRefused() {
        assertThatThrownBy(
                        () ->
                                orders.updateOne(
                                        eq("_id", 1),
                                        List.of(doc("{$match: {}}")),
                                        new UpdateOptions().upsert(true)))
                .isInstanceOfSatisfying(
                        MongoWriteException.class, e -> assertThat(e.getCode()).isEqualTo(72));
    }

    @Test
    void bitsAreSetInEachDocumentAndInANewOne() {
        orders.insertMany(List.of(doc("{_id: 1, flags: 1}"), doc("{_id: 2, flags: 4}")));

        orders.updateMany(new Document(), bitwiseOr("flags", 2));
        orders.updateOne(eq("_id", 3), bitwiseOr("flags", 8), new UpdateOptions().upsert(true));

        assertThat(documents())
                .containsExactly(
                        doc("{_id: 1, flags: 3}"),
                        doc("{_id: 2, flags: 6}"),
                        doc("{_id: 3, flags: 8}"));
    }

    @Test
    void findAndReplaceByAnEqualDocumentIsAnEvent() {
        orders.insertOne(doc("{_id: 1, n: 1}"));
        try (var stream = orders.watch().cursor()) {
            orders.findOneAndReplace(eq("_id", 1), doc("{n: 1}"));
            orders.replaceOne(eq("_id", 2), doc("{n: 2}"), new ReplaceOptions().upsert(true));

            assertThat(operation(stream.next())).isEqualTo("replace");
            assertThat(operation(stream.next())).isEqualTo("insert");
        }
    }

    @Test
    void aTakenKeyIsToldWithPatternAndValue() {
        orders.createIndex(Indexes.ascending("a", "b"), new IndexOptions().unique(true));
        orders.insertMany(List.of(doc("{_id: 1, a: 1, b: 'x'}"), doc("{_id: 2, a: 2}")));
        Document toTaken =
                new Document("findAndModify", "orders")
                        .append("query", doc("{_id: 2}"))
                        .append("update", doc("{$set: {a: 1, b: 'x'}}"));

        assertThatThrownBy(() -> database.runCommand(toTaken))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> {
                            assertThat(e.getErrorCode()).isEqualTo(11000);
                            assertThat(e.getResponse().get("keyPattern"))
                                    .isEqualTo(BsonDocument.parse("{a: 1, b: 1}"));
                            assertThat(e.getResponse().get("keyValue"))
                                    .isEqualTo(BsonDocument.parse("{a: 1, b: 'x'}"));
                        });
        assertThat(documents()).contains(doc("{_id: 2, a: 2}"));
    }

    @Test
    void aRenameThatDropsItsTargetIsOneEvent() {
        MongoCollection<Document> old = database.getCollection("old");
        orders.insertOne(doc("{_id: 1}"));
        old.insertOne(doc("{_id: 2}"));
        try (var stream = database.watch().cursor()) {
            orders.renameCollection(
                    new MongoNamespace(database.getName(), "old"),
                    new RenameCollectionOptions().dropTarget(true));
            old.insertOne(doc("{_id: 3}"));

            assertThat(operation(stream.next())).isEqualTo("rename");
            assertThat(operation(stream.next())).isEqualTo("insert");
        }
        assertThat(old.find().into(new ArrayList<>()))
                .containsExactly(doc("{_id: 1}"), doc("{_id: 3}"));
    }

    @Test
    void aDocumentOver16MegabytesIsRefused() {
        orders.createIndex(Indexes.ascending("n"), new IndexOptions().unique(true));
        orders.insertOne(doc("{_id: 1, n: 1}").append("a", "x".repeat(9 << 20)));
        Document tooLarge = doc("{_id: 2, n: 2}").append("a", "x".repeat(16 << 20));

        assertThatThrownBy(
                        () ->
                                orders.updateOne(
                                        eq("_id", 1),
                                        combine(set("n", 3), set("b", "x".repeat(9 << 20)))))
                .isInstanceOfSatisfying(
                        MongoWriteException.class, e -> assertThat(e.getCode()).isEqualTo(17419));
        Document reply =
                database.runCommand(
                        new Document("insert", "orders").append("documents", List.of(tooLarge)));

        assertThat(reply.getList("writeErrors", Document.class))
                .extracting(error -> error.get("code"))
                .containsExactly(2);
        orders.insertOne(doc("{_id: 3, n: 3}"));
        assertThat(orders.distinct("n", Integer.class)).containsExactly(1, 3);
    }

    @Test
    void resumeTokensOfAllKindsOfNumbersAreResumePoints() {
        try (var stream = orders.watch().cursor()) {
            orders.insertMany(
                    List.of(doc("{_id: {$numberLong: '1'}}"), doc("{_id: 2.5}"), doc("{_id: 3}")));
            BsonDocument ofLong = stream.next().getResumeToken();
            assertThat(ofLong).containsKey("_typeBits");
            try (var resumed = orders.watch().resumeAfter(ofLong).cursor()) {
                assertThat(resumed.next().getFullDocument()).isEqualTo(doc("{_id: 2.5}"));
                assertThat(resumed.next().getFullDocument()).isEqualTo(doc("{_id: 3}"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{insert: 'c', documents: [], odered: true} | 40415 |"
                        + " BSON field 'insert.odered' is an unknown field.",
                "{update: 'c', updates: [{q: {}, u: {}, mutli: true}]} | 40415 |"
                        + " BSON field 'update.updates.mutli' is an unknown field.",
                "{update: 'c', updates: [{q: {}}]} | 40414 |"
                        + " BSON field 'update.updates.u' is missing but a required field",
                "{delete: 'c'} | 40414 | BSON field 'delete.deletes' is missing but a required field",
                "{aggregate: 'c', pipeline: [], cursor: {}, batchSize: 1} | 9 |"
                        + " unrecognized field 'batchSize'",
            })
    void whatIsNotKnownIsRefused(String command, int code, String message) {
        assertThatThrownBy(() -> database.runCommand(doc(command)))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> {
                            assertThat(e.getErrorCode()).isEqualTo(code);
                            assertThat(e.getErrorMessage()).isEqualTo(message);
                        });
    }

    private List<Document> documents() {
        return orders.find().sort(doc("{_id: 1}")).into(new ArrayList<>());
    }

    private static String operation(ChangeStreamDocument<Document> event) {
        return event.getOperationType().getValue();
    }

    private static Document doc(String json) {
        return Document.parse(json);
    }
}
