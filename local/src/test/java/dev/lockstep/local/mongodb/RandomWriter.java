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

/** A client that writes by chance to documents that others write to, too. */
final class RandomWriter {
    private final Random random;
    private final RandomUpdates updates;
    private final RandomTransactions transactions;
    private final MongoDatabase database;
    private final List<String> collections;
    private final boolean defines;

    private RandomWriter(
            MongoClient client,
            String database,
            List<String> collections,
            boolean defines,
            long seed) {
        this.random = new Random(seed);
        this.updates = new RandomUpdates(random);
        this.database = client.getDatabase(database);
        this.collections = collections;
        this.defines = defines;
        this.transactions = new RandomTransactions(client, this.database, collections, random);
    }

    /**
     * Writes to two collections or more until it has done so many operations; a transaction is one,
     * and those that the server refuses count, too.
     *
     * @param defines whether it drops and renames the collections now and then
     */
    static void write(
            String uri,
            String database,
            List<String> collections,
            boolean defines,
            long seed,
            int operations) {
        try (MongoClient client = MongoClients.create(uri)) {
            RandomWriter writer = new RandomWriter(client, database, collections, defines, seed);
            for (int i = 0; i < operations; i++) {
                writer.writeOnce();
            }
        }
    }

    private void writeOnce() {
        try {
            MongoCollection<BsonDocument> collection =
                    database.getCollection(any(collections), BsonDocument.class);
            if (defines && random.nextInt(20) == 0) {
                define(collection);
            } else if (random.nextInt(6) == 0) {
                transactions.write();
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
            case 0 -> collection.insertOne(updates.identified());
            case 1 ->
                    collection.insertMany(
                            List.of(
                                    updates.identified(),
                                    updates.identified(),
                                    updates.identified()));
            case 2 -> collection.updateMany(eq("n", random.nextInt(5)), updates.update());
            case 3 -> collection.replaceOne(updates.id(), updates.document());
            case 4 ->
                    collection.replaceOne(
                            updates.id(), updates.document(), new ReplaceOptions().upsert(true));
            case 5 ->
                    collection.updateOne(
                            updates.id(), updates.update(), new UpdateOptions().upsert(true));
            case 6 -> collection.deleteOne(updates.id());
            case 7 ->
                    collection.findOneAndUpdate(
                            updates.id(),
                            updates.update(),
                            new FindOneAndUpdateOptions().upsert(true));
            case 8 -> collection.findOneAndReplace(updates.id(), updates.document());
            case 9 -> collection.findOneAndDelete(eq("n", random.nextInt(5)));
            case 10 -> bulk(collection);
            default -> collection.updateOne(updates.id(), updates.update());
        }
    }

    private void bulk(MongoCollection<BsonDocument> collection) {
        List<WriteModel<BsonDocument>> models =
                Stream.generate(this::model).limit(1 + random.nextInt(6)).toList();
        collection.bulkWrite(models, new BulkWriteOptions().ordered(random.nextBoolean()));
    }

    private WriteModel<BsonDocument> model() {
        return switch (random.nextInt(4)) {
            case 0 -> new InsertOneModel<>(updates.identified());
            case 1 -> new ReplaceOneModel<>(updates.id(), updates.document());
            case 2 -> new DeleteOneModel<>(updates.id());
            default -> new UpdateOneModel<>(updates.id(), updates.update());
        };
    }
}
