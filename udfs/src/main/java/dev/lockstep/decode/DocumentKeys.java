package dev.lockstep.decode;

import dev.lockstep.event.Namespace;
import dev.lockstep.value.RelaxedJson;

/** The text by which a stream is partitioned so that each document's events stay in order. */
public final class DocumentKeys {

    private DocumentKeys() {}

    /**
     * Equal for ids that MongoDB holds to be equal ({@code 1}, {@code 1.0}, {@code NumberLong(1)},
     * {@code NumberDecimal("1.00")}), also inside a compound id. A malformed key routes by its
     * text.
     *
     * @param documentKey the value of {@code _id} as extended JSON text
     */
    public static String routingKey(Namespace namespace, String documentKey) {
        return namespace + " " + (isCanonical(documentKey) ? documentKey : canonical(documentKey));
    }

    /** ObjectIds and strings, that is nearly all ids, have one form; escapes have several. */
    private static boolean isCanonical(String documentKey) {
        return (documentKey.startsWith("{\"$oid\": \"") || documentKey.startsWith("\""))
                && documentKey.indexOf('\\') < 0;
    }

    private static String canonical(String documentKey) {
        try {
            return RelaxedJson.text(DocumentDecoder.decodeId(documentKey));
        } catch (MalformedDocumentException e) {
            return documentKey;
        }
    }
}
