package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes entries of the oplog as documents and reads them again. */
final class OplogCodec {

    private OplogCodec() {}

    /**
     * The entry as a document.
     *
     * @param encoder gives what stands for a document inside
     */
    static Document encode(OplogEntry entry, Function<EncodedDocument, Object> encoder) {
        Document document =
                new Document("time", entry.time())
                        .append("index", entry.index())
                        .append("operation", entry.operation().name())
                        .append("ns", entry.namespace().toString());
        if (entry.target() != null) {
            document.append("to", entry.target().toString());
        }
        append(document, "key", entry.key(), encoder);
        append(document, "document", entry.document(), encoder);
        append(document, "update", entry.update(), encoder);
        if (entry.origin() != null) {
            append(document, "session", entry.origin().session(), encoder);
            document.append("transaction", entry.origin().number());
        }
        if (entry.images() != null) {
            append(document, "before", entry.images().before(), encoder);
            append(document, "after", entry.images().after(), encoder);
        }
        return document;
    }

    private static void append(
            Document document,
            String name,
            @Nullable EncodedDocument value,
            Function<EncodedDocument, Object> encoder) {
        if (value != null) {
            document.append(name, encoder.apply(value));
        }
    }

    /**
     * The entry that a document stands for.
     *
     * @param decoder gives the document that a value inside stands for
     */
    static OplogEntry decode(Document document, Function<Object, EncodedDocument> decoder) {
        Function<String, @Nullable EncodedDocument> read =
                name -> {
                    Object value = document.get(name);
                    return value == null ? null : decoder.apply(value);
                };
        EncodedDocument before = read.apply("before");
        EncodedDocument session = read.apply("session");
        return new OplogEntry(
                (Long) document.get("time"),
                (Integer) document.get("index"),
                OplogEntry.Operation.valueOf((String) document.get("operation")),
                Namespace.parse((String) document.get("ns")),
                document.get("to") instanceof String target ? Namespace.parse(target) : null,
                read.apply("key"),
                read.apply("document"),
                read.apply("update"),
                before == null ? null : new Images(before, read.apply("after")),
                session == null ? null : new Origin(session, (Long) document.get("transaction")));
    }
}
