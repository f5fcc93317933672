package dev.lockstep.local.mongodb;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** A client that writes by chance to documents that others write to, too. */
final class RandomWriter {
    private static final int IDS = 12;

    private final Random random;
    private final RandomUpdates updates;
    private final MongoDatabase database;
    private final List<String> collections;

    private RandomWriter(MongoDatabase database, List<String> collections, long seed) {
        this.random = new Random(seed);
        this.updates = new RandomUpdates(random);
        this.database = database;
        this.collections = collections;
    }

    /**
     * Writes until it has done so many operations; those that the server refuses count, too. With
     * several collections it drops and renames them now and then.
     */
    static void write(
            String uri, String database, List<String> collections, long seed, int operations) {
        try (MongoClient client = MongoClients.create(uri)) {
            RandomWriter writer = new RandomWriter(client.getDatabase(database), collections, seed);
            for (int i = 0; i < operations; i++) {
                writer.writeOnce();
            }
        }
    }

    private void writeOnce() {
        try {
            MongoCollection<BsonDocument> collection =
                    database.getCollection(any(collections), BsonDocument.class);
            if (collections.size() > 1 && random.nextInt(20) == 0) {
                define(collection);
            } else {
                write(collection);
            }
        } catch (MongoException e) {
            // Duplicate keys, updates that don't fit, names that are taken: they must leave no
            // event.
        }
    }

    private void define(MongoCollection<BsonDocument> collection) {
        if (random.nextBoolean()) {
            collection.drop();
        } else {
            collection.renameCollection(
                    new MongoNamespace(database.getName(), any(collections)),
                    new RenameCollectionOptions().dropTarget(random.nextBoolean()));
        }
    }

    private String any(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private void write(MongoCollection<BsonDocument> collection) {
        switch (random.nextInt(15)) {
            case 0 -> collection.insertOne(identified());
            case 1 -> collection.insertMany(List.of(identified(), identified(), identified()));
            case 2 -> collection.updateMany(eq("n", random.nextInt(5)), updates.update());
            case 3 -> collection.replaceOne(id(), updates.document());
            case 4 ->
                    collection.replaceOne(
                            id(), updates.document(), new ReplaceOptions().upsert(true));
            case 5 ->
                    collection.updateOne(id(), updates.update(), new UpdateOptions().upsert(true));
            case 6 -> collection.deleteOne(id());
            case 7 ->
                    collection.findOneAndUpdate(
                            id(), updates.update(), new FindOneAndUpdateOptions().upsert(true));
            case 8 -> collection.findOneAndReplace(id(), updates.document());
            case 9 -> collection.findOneAndDelete(eq("n", random.nextInt(5)));
            case 10 -> bulk(collection);
            default -> collection.updateOne(id(), updates.update());
        }
    }

    private void bulk(MongoCollection<BsonDocument> collection) {
        List<WriteModel<BsonDocument>> models =
                Stream.generate(this::model).limit(1 + random.nextInt(6)).toList();
        collection.bulkWrite(models, new BulkWriteOptions().ordered(random.nextBoolean()));
    }

    private WriteModel<BsonDocument> model() {
        return switch (random.nextInt(4)) {
            case 0 -> new InsertOneModel<>(identified());
            case 1 -> new ReplaceOneModel<>(id(), updates.document());
            case 2 -> new DeleteOneModel<>(id());
            default -> new UpdateOneModel<>(id(), updates.update());
        };
    }

    private BsonDocument identified() {
        BsonDocument document = id();
        document.putAll(updates.document());
        return document;
    }

    private BsonDocument id() {
        return new BsonDocument("_id", new BsonInt32(random.nextInt(IDS)));
    }
}
