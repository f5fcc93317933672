package dev.lockstep.local.mongodb.unified;

import static org.awaitility.Awaitility.await;

import com.mongodb.MongoNamespace;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Runs operations on the entities that they name. */
final class Operations {
    private final Entities entities;

    Operations(Entities entities) {
        this.entities = entities;
    }

    /** The result as far as a test of change streams compares it. */
    @Nullable BsonDocument run(Operation operation) {
        if (operation.object().equals("testRunner")) {
            return failPoint(operation);
        }
        Object entity = entities.get(operation.object());
        if (operation.name().equals("createChangeStream")) {
            return watch(entity, operation);
        }
        if (entity instanceof MongoCursor<?> stream) {
            return (BsonDocument)
                    await().pollInSameThread().until(stream::tryNext, it -> it != null);
        }
        if (entity instanceof MongoDatabase database) {
            return onDatabase(database, operation);
        }
        @SuppressWarnings("unchecked") // Entities are of no other types.
        var collection = (MongoCollection<BsonDocument>) entity;
        return onCollection(collection, operation);
    }

    private @Nullable BsonDocument failPoint(Operation operation) {
        entities.setFailPoint(operation.text("client"), operation.document("failPoint"));
        return null;
    }

    private static @Nullable BsonDocument onDatabase(MongoDatabase database, Operation operation) {
        switch (operation.name()) {
            case "runCommand" -> {
                operation.take("commandName");
                return database.runCommand(operation.document("command"), BsonDocument.class);
            }
            case "dropCollection" -> database.getCollection(operation.text("collection")).drop();
            default -> throw new UnsupportedOperationException(operation.name());
        }
        return null;
    }

    private static @Nullable BsonDocument onCollection(
            MongoCollection<BsonDocument> collection, Operation operation) {
        switch (operation.name()) {
            case "insertOne" -> collection.insertOne(operation.document("document"));
            case "updateOne" ->
                    collection.updateOne(
                            operation.document("filter"), operation.document("update"));
            case "replaceOne" ->
                    collection.replaceOne(
                            operation.document("filter"), operation.document("replacement"));
            case "deleteOne" -> collection.deleteOne(operation.document("filter"));
            case "rename" ->
                    collection.renameCollection(
                            new MongoNamespace(
                                    collection.getNamespace().getDatabaseName(),
                                    operation.text("to")));
            default -> throw new UnsupportedOperationException(operation.name());
        }
        return null;
    }

    private @Nullable BsonDocument watch(Object entity, Operation operation) {
        List<? extends Bson> pipeline = operation.documents("pipeline");
        ChangeStreamIterable<?> stream;
        if (entity instanceof MongoClient client) {
            stream = client.watch(pipeline);
        } else if (entity instanceof MongoDatabase database) {
            stream = database.watch(pipeline);
        } else {
            stream = ((MongoCollection<?>) entity).watch(pipeline);
        }
        for (String option : Set.copyOf(operation.arguments().keySet())) {
            set(stream, option, operation.take(option));
        }
        MongoCursor<BsonDocument> opened = stream.withDocumentClass(BsonDocument.class).cursor();
        entities.put(operation.resultEntity(), opened);
        return null;
    }

    private static void set(ChangeStreamIterable<?> stream, String option, BsonValue value) {
        var unused =
                switch (option) {
                    case "comment" -> stream.comment(value);
                    case "batchSize" -> stream.batchSize(value.asInt32().getValue());
                    case "fullDocument" ->
                            stream.fullDocument(
                                    FullDocument.fromString(value.asString().getValue()));
                    case "fullDocumentBeforeChange" ->
                            stream.fullDocumentBeforeChange(
                                    FullDocumentBeforeChange.fromString(
                                            value.asString().getValue()));
                    default -> throw new UnsupportedOperationException(option);
                };
    }
}
