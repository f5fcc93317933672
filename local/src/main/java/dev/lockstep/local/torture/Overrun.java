package dev.lockstep.local.torture;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;

/** Writes more than the oplog holds, so that it forgets all of before. */
final class Overrun {

    private static final int MEGABYTE = 1 << 20;

    private Overrun() {}

    static void run(Trial trial) {
        MongoDatabase other = trial.ground.client.getDatabase("overrun");
        MongoCollection<Document> collection = other.getCollection("large");
        for (long bytes = 0; bytes < 2 * Ground.OPLOG_BYTES; bytes += MEGABYTE) {
            collection.insertOne(new Document("text", "x".repeat(MEGABYTE)));
        }
        other.drop();
    }
}
