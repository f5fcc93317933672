package dev.lockstep.type;

import dev.lockstep.value.Value;

/** Names a value's type as MongoDB's documentation does, for messages. */
final class ValueKind {

    private ValueKind() {}

    static String of(Value value) {
        if (value instanceof Value.Null) {
            return "null";
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
}
