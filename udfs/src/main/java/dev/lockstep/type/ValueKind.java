package dev.lockstep.type;

import dev.lockstep.value.Value;
import java.util.Map;

/** Names a value's type as MongoDB's documentation does, for messages. */
public final class ValueKind {

    public static final String NULL = "null";

    /** The types without an SQL counterpart, by how their extended JSON begins. */
    private static final Map<String, String> BY_WRAPPER =
            Map.of(
                    "$regularExpression", "regex",
                    "$timestamp", "timestamp",
                    "$code", "javascript",
                    "$minKey", "minKey",
                    "$maxKey", "maxKey",
                    "$numberDecimal", "decimal");

    private ValueKind() {}

    public static String of(Value value) {
        if (value instanceof Value.Null) {
            return NULL;
        } else if (value instanceof Value.Bool) {
            return "bool";
        } else if (value instanceof Value.Int32) {
            return "int";
        } else if (value instanceof Value.Int64) {
            return "long";
        } else if (value instanceof Value.Float64 || value instanceof Value.NotFinite) {
            return "double";
        } else if (value instanceof Value.Decimal) {
            return "decimal";
        } else if (value instanceof Value.Text) {
            return "string";
        } else if (value instanceof Value.Date) {
            return "date";
        } else if (value instanceof Value.ObjectId) {
            return "objectId";
        } else if (value instanceof Value.Uuid) {
            return "uuid";
        } else if (value instanceof Value.Binary) {
            return "binData";
        }
        return "a document or array";
    }

    /** As {@link #of}, but documents, arrays and types without an SQL counterpart told apart. */
    public static String precisely(Value value) {
        if (!(value instanceof Value.Json json)) {
            return of(value);
        } else if (json.text().startsWith("[")) {
            return "array";
        }
        String[] parts = json.text().split("\"", 3);
        return parts.length < 3 ? "object" : BY_WRAPPER.getOrDefault(parts[1], "object");
    }
}
