package dev.lockstep.local.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code changeStreamPreAndPostImages}, as MongoDB 6.0 documents it: exact images of the past, or a
 * clear refusal.
 */
final class PreAndPostImagesITCase {

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT.withPreAndPostImages());

    private MongoDatabase database;
    private MongoCollection<Document> orders;

    @BeforeEach
    void newCollection() {
        database = MONGODB.newDatabase("shop");
        database.createCollection(
                "orders",
                new CreateCollectionOptions()
                        .changeStreamPreAndPostImagesOptions(
                                new ChangeStreamPreAndPostImagesOptions(true)));
        orders = database.getCollection("orders");
    }

    @Test
    void everyEventHasTheDocumentAsItWasBeforeAndAfter() {
        try (var stream = required().cursor()) {
            orders.insertOne(doc("{_id: 1, n: 0, gone: true}"));
            orders.updateOne(eq("_id", 1), doc("{$inc: {n: 1}, $unset: {gone: ''}}"));
            orders.findOneAndUpdate(eq("_id", 1), inc("n", 1));
            orders.replaceOne(eq("_id", 1), doc("{x: 1}"));
            orders.deleteOne(eq("_id", 1));
            orders.insertOne(doc("{_id: 1, again: true}"));

            assertThat(images(stream, 6))
                    .containsExactly(
                            "insert null -> {\"_id\": 1, \"n\": 0, \"gone\": true}",
                            "update {\"_id\": 1, \"n\": 0, \"gone\": true} -> {\"_id\": 1, \"n\": 1}",
                            "update {\"_id\": 1, \"n\": 1} -> {\"_id\": 1, \"n\": 2}",
                            "replace {\"_id\": 1, \"n\": 2} -> {\"_id\": 1, \"x\": 1}",
                            "delete {\"_id\": 1, \"x\": 1} -> null",
                            "insert null -> {\"_id\": 1, \"again\": true}");
        }
    }

    @Test
    void imagesAreKeptFromTheMomentThatTheyAreEnabled() {
        orders.insertOne(doc("{_id: 1, n: 0}"));
        try (var stream =
                orders.watch()
                        .fullDocument(FullDocument.WHEN_AVAILABLE)
                        .fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE)
                        .cursor()) {
            keepImages(false);
            orders.updateOne(eq("_id", 1), set("n", 1));
            keepImages(true);
            orders.updateOne(eq("_id", 1), set("n", 2));
            keepImages(false);
            orders.replaceOne(eq("_id", 1), doc("{n: 3}"));
            orders.deleteOne(eq("_id", 1));

            assertThat(images(stream, 4))
                    .containsExactly(
                            "update null -> null",
                            "update {\"_id\": 1, \"n\": 1} -> {\"_id\": 1, \"n\": 2}",
                            "replace null -> {\"_id\": 1, \"n\": 3}",
                            "delete null -> null");
        }
    }

    @Test
    void aRequiredImageThatIsMissingEndsTheStream() {
        orders.insertOne(doc("{_id: 1, n: 0}"));
        keepImages(false);
        try (var post = orders.watch().fullDocument(FullDocument.REQUIRED).cursor();
                var pre = before(FullDocumentBeforeChange.REQUIRED).cursor()) {
            orders.updateOne(eq("_id", 1), set("n", 1));
            assertNoMatchingDocument(
                    post::next,
                    "Change stream was configured to require a post-image for all update events,"
                            + " but the post-image was not found for event: {operationType:"
                            + " \"update\", ns: {db: \""
                            + database.getName()
                            + "\", coll: \"orders\"}, clusterTime: Timestamp(");
            assertNoMatchingDocument(
                    pre::next,
                    "Change stream was configured to require a pre-image for all update, delete and"
                            + " replace events, but the pre-image was not found for event: {");
        }
        try (var post = orders.watch().fullDocument(FullDocument.REQUIRED).cursor();
                var pre = before(FullDocumentBeforeChange.REQUIRED).cursor()) {
            orders.replaceOne(eq("_id", 1), doc("{n: 2}"));
            orders.deleteOne(eq("_id", 1));
            assertThat(post.next().getFullDocument()).isEqualTo(doc("{_id: 1, n: 2}"));
            assertThat(post.next().getOperationTypeString()).isEqualTo("delete");
            assertNoMatchingDocument(pre::next, "{operationType: \"replace\", ");
        }
    }

    private static void assertNoMatchingDocument(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> {
                            assertThat(e.getCode()).isEqualTo(47);
                            assertThat(e.getErrorCodeName()).isEqualTo("NoMatchingDocument");
                            assertThat(e.getErrorLabels()).isEmpty();
                            assertThat(e.getErrorMessage()).contains(message);
                        });
    }

    @Test
    void imagesAreNotReturnedUnlessAskedFor() {
        orders.insertOne(doc("{_id: 1, n: 0}"));
        try (var plain = orders.watch().cursor();
                var lookup =
                        before(FullDocumentBeforeChange.OFF)
                                .fullDocument(FullDocument.UPDATE_LOOKUP)
                                .cursor()) {
            orders.updateOne(eq("_id", 1), set("n", 1));
            orders.updateOne(eq("_id", 1), set("n", 2));

            assertThat(images(plain, 2)).containsOnly("update null -> null");
            assertThat(images(lookup, 2)).containsOnly("update null -> {\"_id\": 1, \"n\": 2}");
        }
    }

    @Test
    void aRenamedCollectionKeepsItsImagesAndANewOneOfItsNameHasNone() {
        orders.renameCollection(new MongoNamespace(database.getName(), "old_orders"));
        assertThat(options("old_orders")).isEqualTo(ENABLED);
        orders.insertOne(doc("{_id: 1}"));
        assertThat(options("orders")).isEqualTo(new Document());
        keepImages(true);
        assertThat(options("orders")).isEqualTo(ENABLED);
        orders.drop();
        database.createCollection("orders");
        assertThat(options("orders")).isEqualTo(new Document());
    }

    private static final Document ENABLED = doc("{changeStreamPreAndPostImages: {enabled: true}}");

    private Document options(String collection) {
        return database.listCollections()
                .filter(eq("name", collection))
                .first()
                .get("options", Document.class);
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertRefused("{collMod: 'nosuch', changeStreamPreAndPostImages: {enabled: true}}", 26);
        assertRefused("{collMod: 'orders', changeStreamPreAndPostImages: true}", 72);
        assertRefused("{collMod: 'orders', changeStreamPreAndPostImages: {on: true}}", 40415);
        assertRefused("{collMod: 'orders', nosuch: 1}", 72);
        assertRefused(
                "{aggregate: 'orders', cursor: {}, pipeline: [{$changeStream: {fullDocument: 'always'}}]}",
                2);
        assertThatThrownBy(
                        () ->
                                MONGODB.client()
                                        .getDatabase("admin")
                                        .runCommand(
                                                doc(
                                                        "{create: 'x', changeStreamPreAndPostImages: {enabled: true}}")))
                .hasMessageContaining("is not supported on the admin database");
    }

    private void assertRefused(String command, int code) {
        assertThatThrownBy(() -> database.runCommand(doc(command)))
                .isInstanceOfSatisfying(
                        MongoCommandException.class, e -> assertThat(e.getCode()).isEqualTo(code));
    }

    @Test
    void version44DoesNotKnowThem() {
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start();
                MongoClient client = MongoClients.create(server.uri())) {
            database = client.getDatabase("shop");
            database.createCollection("orders");
            assertRefused("{create: 'x', changeStreamPreAndPostImages: {enabled: true}}", 40415);
            assertRefused("{collMod: 'orders', changeStreamPreAndPostImages: {enabled: true}}", 72);
            assertRefused(
                    "{aggregate: 'orders', cursor: {}, pipeline: [{$changeStream: {fullDocument: 'required'}}]}",
                    40575);
        }
    }

    private ChangeStreamIterable<Document> required() {
        return before(FullDocumentBeforeChange.WHEN_AVAILABLE).fullDocument(FullDocument.REQUIRED);
    }

    private ChangeStreamIterable<Document> before(FullDocumentBeforeChange mode) {
        return orders.watch().fullDocumentBeforeChange(mode);
    }

    private void keepImages(boolean keep) {
        database.runCommand(
                new Document("collMod", "orders")
                        .append("changeStreamPreAndPostImages", new Document("enabled", keep)));
    }

    private static List<String> images(
            MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> stream.next())
                .map(PreAndPostImagesITCase::text)
                .toList();
    }

    private static String text(ChangeStreamDocument<Document> event) {
        return event.getOperationTypeString()
                + " "
                + json(event.getFullDocumentBeforeChange())
                + " -> "
                + json(event.getFullDocument());
    }

    private static String json(Document document) {
        return document == null ? "null" : document.toJson();
    }

    private static Document doc(String json) {
        return Document.parse(json);
    }
}
