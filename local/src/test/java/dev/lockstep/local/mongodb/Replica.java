package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;

/**
 * The collections of a database, made of nothing but the events of a change stream: updates by
 * their descriptions. It checks each event, and its images if it has them, against what it holds.
 */
final class Replica {
    private final Map<String, Map<BsonValue, BsonDocument>> collections = new HashMap<>();

    Map<BsonValue, BsonDocument> documents(String collection) {
        return collections.computeIfAbsent(collection, name -> new HashMap<>());
    }

    void apply(BsonDocument event) {
        String collection = collection(event.getDocument("ns"));
        switch (event.getString("operationType").getValue()) {
            case "drop" -> collections.remove(collection);
            case "rename" -> {
                Map<BsonValue, BsonDocument> moved = collections.remove(collection);
                collections.put(collection(event.getDocument("to")), moved);
            }
            default -> apply(event, documents(collection));
        }
    }

    private static String collection(BsonDocument namespace) {
        return namespace.getString("coll").getValue();
    }

    private static void apply(BsonDocument event, Map<BsonValue, BsonDocument> documents) {
        BsonValue id = event.getDocument("documentKey").get("_id");
        BsonDocument before = documents.get(id);
        String operation = event.getString("operationType").getValue();
        assertThat(before == null).as("new by %s", event).isEqualTo(operation.equals("insert"));
        assertImage(event.get("fullDocumentBeforeChange"), before, event);
        switch (operation) {
            case "insert", "replace" -> documents.put(id, event.getDocument("fullDocument"));
            case "update" -> {
                BsonDocument after = updated(before, event.getDocument("updateDescription"));
                assertImage(event.get("fullDocument"), after, event);
                documents.put(id, after);
            }
            case "delete" -> documents.remove(id);
            default -> throw new AssertionError(event);
        }
    }

    private static void assertImage(BsonValue image, BsonDocument held, BsonDocument event) {
        if (image instanceof BsonDocument) {
            assertThat(image).as("image of %s", event).isEqualTo(held);
        }
    }

    private static BsonDocument updated(BsonDocument before, BsonDocument description) {
        BsonDocument after = before.clone();
        description
                .getArray("removedFields")
                .forEach(path -> set(after, path.asString().getValue(), null));
        description.getDocument("updatedFields").forEach((path, value) -> set(after, path, value));
        return after;
    }

    /** Null removes. */
    private static void set(BsonValue container, String path, BsonValue value) {
        int dot = path.indexOf('.');
        if (dot >= 0) {
            set(child(container, path.substring(0, dot)), path.substring(dot + 1), value);
        } else if (container instanceof BsonArray array) {
            int index = Integer.parseInt(path);
            while (array.size() <= index) {
                array.add(BsonNull.VALUE);
            }
            array.set(index, value == null ? BsonNull.VALUE : value);
        } else if (value == null) {
            container.asDocument().remove(path);
        } else {
            container.asDocument().put(path, value);
        }
    }

    private static BsonValue child(BsonValue container, String name) {
        return container instanceof BsonArray array
                ? array.get(Integer.parseInt(name))
                : container.asDocument().computeIfAbsent(name, missing -> new BsonDocument());
    }
}
