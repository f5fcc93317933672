package dev.lockstep.mapping;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.value.RelaxedJson;
import org.jspecify.annotations.Nullable;

/** What a dead letter shows of its document: what is excluded or masked appears nowhere. */
final class ShownDocument {

    private final FieldNode root;
    private final boolean whole;

    /**
     * @param root of the mapping's own fields
     */
    ShownDocument(FieldNode root) {
        this.root = root;
        this.whole = !root.hides();
    }

    /** The document as it came, or without those fields; nothing when they can't be told apart. */
    @Nullable String of(@Nullable String document) {
        if (document == null || whole) {
            return document;
        }
        try {
            return RelaxedJson.text(DocumentDecoder.decodeValue(document, root));
        } catch (MalformedDocumentException e) {
            return null;
        }
    }
}
