package dev.lockstep.local.workload;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Makes the changes of one writer in MongoDB, and finds out what became of those that failed. */
final class Source {

    private static final long LOOK_AGAIN_NANOS = 100_000_000;

    private final MongoClient client;
    private final MongoDatabase database;

    Source(MongoClient client, MongoDatabase database) {
        this.client = client;
        this.database = database;
    }

    /** Whether it was made. */
    boolean apply(Change change) {
        try {
            execute(change);
            return true;
        } catch (MongoException e) {
            return isThere(change);
        }
    }

    /**
     * Makes all of them in one transaction, or none.
     *
     * @param commit false to roll it back
     * @return whether they were made
     */
    boolean apply(List<Change> changes, boolean commit) {
        try (ClientSession session = client.startSession()) {
            session.startTransaction();
            changes.forEach(change -> execute(change, session));
            if (commit) {
                session.commitTransaction();
            } else {
                session.abortTransaction();
            }
            return commit;
        } catch (MongoException e) {
            return isThere(changes.get(0));
        }
    }

    /** A change of another version than the one before it is refused: it would be a late one. */
    private void execute(Change change) {
        try (ClientSession session = client.startSession()) {
            execute(change, session);
        }
    }

    private void execute(Change change, ClientSession session) {
        MongoCollection<Document> collection = collection(change.key());
        Bson before = and(eq("_id", change.key().id()), eq("version", change.before()));
        if (change.command() == Change.Command.INSERT) {
            collection.insertOne(session, change.document());
            return;
        }
        long matched =
                switch (change.command()) {
                    case REPLACE ->
                            collection
                                    .replaceOne(session, before, change.document())
                                    .getMatchedCount();
                    case UPDATE ->
                            collection
                                    .updateOne(session, before, change.update())
                                    .getMatchedCount();
                    case DELETE -> collection.deleteOne(session, before).getDeletedCount();
                    case INSERT -> throw new IllegalStateException("an insert has none before");
                };
        // The driver tries again what has lost its answer, and a server that was restarted may not
        // know that it was made.
        if (matched != 1 && (session.hasActiveTransaction() || !isThere(change))) {
            throw new IllegalStateException(
                    change.key()
                            + " is not at version "
                            + change.before()
                            + " as its writer left it");
        }
    }

    /** Asks until the server answers. */
    private boolean isThere(Change change) {
        while (true) {
            try {
                Document found =
                        collection(change.key())
                                .withReadConcern(ReadConcern.MAJORITY)
                                .find(eq("_id", change.key().id()))
                                .first();
                return change.isSeenIn(found);
            } catch (MongoException e) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }

    private MongoCollection<Document> collection(DocumentKey key) {
        return database.getCollection(key.collection());
    }

    void insertAll(String collection, List<Document> documents) {
        if (!documents.isEmpty()) {
            database.getCollection(collection).insertMany(new ArrayList<>(documents));
        }
    }
}
