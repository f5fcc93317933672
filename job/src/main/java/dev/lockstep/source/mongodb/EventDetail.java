package dev.lockstep.source.mongodb;

import com.mongodb.client.model.changestream.FullDocument;
import dev.lockstep.config.StreamPolicy;
import java.util.List;

/**
 * How much an event tells. An event that is too large for a reply (error 10334) kills the stream
 * each time it is asked for, until it is asked for with less.
 */
enum EventDetail {
    /** The document as it was after an update, where the collection stores that. */
    STORED_IMAGES(FullDocument.WHEN_AVAILABLE),
    /** The document of what inserts or replaces it. */
    DOCUMENTS(FullDocument.DEFAULT),
    /** The document's key only. */
    KEYS(FullDocument.DEFAULT);

    private final FullDocument fullDocument;

    EventDetail(FullDocument fullDocument) {
        this.fullDocument = fullDocument;
    }

    static EventDetail of(StreamPolicy.PostImages images) {
        return images == StreamPolicy.PostImages.LOOKUP ? DOCUMENTS : STORED_IMAGES;
    }

    FullDocument fullDocument() {
        return fullDocument;
    }

    /** The fields that events come without; what an update changed is never of use. */
    List<String> left() {
        return this == KEYS
                ? List.of("updateDescription", "fullDocument")
                : List.of("updateDescription");
    }

    /** The next lower one. */
    EventDetail less() {
        return this == STORED_IMAGES ? DOCUMENTS : KEYS;
    }
}
