package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the statements of one write command did, as its reply tells it. */
final class StatementResults {
    private int n;
    private int modified;
    private final List<Document> upserted = new ArrayList<>();
    private final List<Document> errors = new ArrayList<>();

    /**
     * What one statement did.
     *
     * @param n documents that were inserted, matched or deleted
     * @param modified documents that an update changed
     * @param upserted the {@code _id} of the document that an update inserted, in a document
     */
    record Outcome(int n, int modified, @Nullable Document upserted) {

        static Outcome of(int n) {
            return new Outcome(n, 0, null);
        }
    }

    void add(int index, Outcome outcome) {
        n += outcome.n();
        modified += outcome.modified();
        if (outcome.upserted() != null) {
            upserted.add(new Document("index", index).append("_id", outcome.upserted().get("_id")));
        }
    }

    void fail(int index, MongoServerException failure) {
        int code = failure instanceof MongoServerError error ? error.getCode() : 8;
        Document error = new Document("index", index).append("code", code);
        if (failure instanceof KeyTakenError taken) {
            error.append("keyPattern", taken.keyPattern()).append("keyValue", taken.keyValue());
        }
        errors.add(error.append("errmsg", failure.getMessageWithoutErrorCode()));
    }

    boolean hasFailed() {
        return !errors.isEmpty();
    }

    Document toReply(boolean ofUpdates) {
        Document reply = new Document("n", n);
        if (ofUpdates) {
            reply.append("nModified", modified);
        }
        if (!upserted.isEmpty()) {
            reply.append("upserted", upserted);
        }
        if (!errors.isEmpty()) {
            reply.append("writeErrors", errors);
        }
        return reply;
    }
}
