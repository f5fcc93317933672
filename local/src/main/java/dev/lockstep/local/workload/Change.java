package dev.lockstep.local.workload;

import dev.lockstep.local.workload.KeyHistory.Kind;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One change of one document.
 *
 * @param kind of the version that it makes
 * @param before the version that the document has; 0 for none
 * @param version that it makes
 * @param content after it; null for a deletion
 */
record Change(
        Command command,
        Kind kind,
        DocumentKey key,
        long before,
        long version,
        @Nullable Content content) {

    enum Command {
        INSERT,
        REPLACE,
        /** Sets the fields of the new content, and leaves others alone. */
        UPDATE,
        DELETE
    }

    Document document() {
        return content.document(key, version);
    }

    Document update() {
        Document fields = document();
        fields.remove("_id");
        Document update = new Document("$set", fields);
        return content.note() == null ? update.append("$unset", new Document("note", "")) : update;
    }

    /** Whether the document, null for none, is what this change made of it. */
    boolean isSeenIn(@Nullable Document document) {
        return kind == Kind.DELETION
                ? document == null
                : document != null && document.getLong("version") == version;
    }
}
