package dev.lockstep.local.shop;

import java.util.List;
import org.bson.Document;

/** One write command to a collection. */
sealed interface Operation {

    String collection();

    /** How many documents it changes. */
    int documents();

    /** Inserts one document or a burst. */
    record Insert(String collection, List<Document> inserted) implements Operation {
        @Override
        public int documents() {
            return inserted.size();
        }
    }

    /**
     * Updates one document or a burst.
     *
     * @param keys ids of documents that exist
     * @param update with operators
     */
    record Update(String collection, List<?> keys, Document update) implements Operation {
        @Override
        public int documents() {
            return keys.size();
        }
    }

    /** Replaces one document as a whole. */
    record Replace(String collection, Document replacement) implements Operation {
        @Override
        public int documents() {
            return 1;
        }
    }

    /** Deletes one document. */
    record Delete(String collection, Object key) implements Operation {
        @Override
        public int documents() {
            return 1;
        }
    }
}
