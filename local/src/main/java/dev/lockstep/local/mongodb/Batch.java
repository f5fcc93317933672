package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one read of a cursor gives.
 *
 * @param documents decoded or encoded ones
 * @param exhausted nothing will ever follow; the cursor is closed
 * @param resumeToken for change streams, where a reader that has this batch can go on
 */
record Batch(List<?> documents, boolean exhausted, @Nullable Document resumeToken) {

    /** The reply to the command that opened the cursor. */
    Document firstReply(String namespace, long cursor) {
        return reply("firstBatch", namespace, cursor);
    }

    /** The reply to {@code getMore}. */
    Document nextReply(String namespace, long cursor) {
        return reply("nextBatch", namespace, cursor);
    }

    /** The reply to commands that list all at once; here a server has another order of fields. */
    static Document listing(String namespace, List<Document> documents) {
        return new Document(
                "cursor",
                new Document("id", 0L).append("ns", namespace).append("firstBatch", documents));
    }

    private Document reply(String field, String namespace, long cursor) {
        Document body = new Document(field, documents);
        if (resumeToken != null) {
            body.append("postBatchResumeToken", resumeToken);
        }
        body.append("id", exhausted ? 0L : cursor).append("ns", namespace);
        return new Document("cursor", body);
    }
}
