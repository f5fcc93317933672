package dev.lockstep.mapping;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;

/** A document's id as one text that tells its type too. */
final class SourceId {

    private SourceId() {}

    /** Relaxed extended JSON; equal for ids that MongoDB holds to be equal. */
    static Value of(String documentKey) {
        try {
            return new Value.Text(RelaxedJson.text(DocumentDecoder.decodeId(documentKey)));
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("The key was decoded for the row before", e);
        }
    }
}
