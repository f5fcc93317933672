package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;

/** The events of one reply: as many as were asked for, and as fit into 16 MB. */
final class EventBatch {
    private final int limit;
    private final List<EncodedDocument> events = new ArrayList<>();
    private long bytes;

    /**
     * @param limit 0 is none
     */
    EventBatch(int limit) {
        this.limit = limit == 0 ? Integer.MAX_VALUE : limit;
    }

    boolean isFull() {
        return events.size() >= limit;
    }

    /**
     * Adds an event, whether the first fits or not; says whether it was added. One that is larger
     * than a document may be is error 10334, also where it would not have fitted in.
     */
    boolean add(Document event) {
        EncodedDocument encoded = EncodedDocument.ofEvent(event);
        if (!events.isEmpty() && bytes + encoded.size() > EncodedDocument.MAX_SIZE) {
            return false;
        }
        bytes += encoded.size();
        events.add(encoded);
        return true;
    }

    List<EncodedDocument> events() {
        return events;
    }
}
