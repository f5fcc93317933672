package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the records of a journal come to, for a server that starts. */
final class KeptState {
    private final Map<Namespace, KeptCollection> collections = new LinkedHashMap<>();
    private List<OplogEntry> oplog = new ArrayList<>();
    private final Map<String, Document> kept = new TreeMap<>();

    /** A collection's documents by their positions, and its properties. */
    static final class KeptCollection {
        final NavigableMap<Long, EncodedDocument> documents =
                new TreeMap<>(Comparator.<Long>naturalOrder());
        @Nullable UUID uuid;
        boolean keepsImages;
    }

    /** Takes in one record, whose inner documents are encoded. */
    void apply(Document change) {
        switch (change.keySet().iterator().next()) {
            case "put" ->
                    collection(name(change, "put"))
                            .documents
                            .put((Long) change.get("at"), (EncodedDocument) change.get("document"));
            case "remove" ->
                    collection(name(change, "remove")).documents.remove((Long) change.get("at"));
            case "describe" -> describe(change);
            case "drop" -> collections.remove(name(change, "drop"));
            case "rename" ->
                    collections.put(name(change, "to"), collections.remove(name(change, "rename")));
            case "log" -> log((EncodedDocument) change.get("log"));
            case "keep" -> keep(change);
            default -> throw new IllegalStateException("an unknown kind of record");
        }
    }

    private static Namespace name(Document change, String field) {
        return Namespace.parse((String) change.get(field));
    }

    private KeptCollection collection(Namespace namespace) {
        return collections.computeIfAbsent(namespace, any -> new KeptCollection());
    }

    private void describe(Document change) {
        KeptCollection described = collection(name(change, "describe"));
        described.uuid = (UUID) change.get("uuid");
        described.keepsImages = (Boolean) change.get("images");
    }

    private void log(EncodedDocument entry) {
        oplog.add(OplogCodec.decode(entry.decodeHead(), this::document));
    }

    /** A document, or where it is stored: then both share its bytes. */
    private EncodedDocument document(Object value) {
        if (value instanceof EncodedDocument document) {
            return document;
        }
        List<?> reference = (List<?>) value;
        return collection(Namespace.parse((String) reference.get(0)))
                .documents
                .get((Long) reference.get(1));
    }

    private void keep(Document change) {
        String name = (String) change.get("keep");
        if (change.get("value") instanceof EncodedDocument value) {
            kept.put(name, value.decode());
        } else {
            kept.remove(name);
        }
    }

    /** Hands over a collection, which is then no longer here; null if there is none. */
    @Nullable KeptCollection take(Namespace namespace) {
        return collections.remove(namespace);
    }

    List<String> databases() {
        return collections.keySet().stream().map(Namespace::database).distinct().toList();
    }

    /** Hands over the entries of the oplog. */
    List<OplogEntry> takeOplog() {
        List<OplogEntry> entries = oplog;
        oplog = new ArrayList<>();
        return entries;
    }

    /** Users and roles by the names that they were kept by. */
    Map<String, Document> kept() {
        return kept;
    }
}
