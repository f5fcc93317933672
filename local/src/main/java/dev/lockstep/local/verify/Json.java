package dev.lockstep.local.verify;

import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;

/** Extended JSON as values: fields in any order, numbers by value. */
final class Json {

    private Json() {}

    /** Any JSON value; empty if the text is none. */
    static Optional<BsonValue> parse(String text) {
        try {
            return Optional.of(BsonDocument.parse("{\"value\": " + text + "}").get("value"));
        } catch (JsonParseException | BsonInvalidOperationException e) {
            return Optional.empty();
        }
    }

    static boolean equal(BsonValue left, BsonValue right) {
        if (left.isDocument() && right.isDocument()) {
            return equal(left.asDocument(), right.asDocument());
        }
        if (left.isArray() && right.isArray()) {
            return equal(left.asArray().getValues(), right.asArray().getValues());
        }
        return left.equals(right) || Numbers.equal(left, right);
    }

    private static boolean equal(BsonDocument left, BsonDocument right) {
        return left.keySet().equals(right.keySet())
                && left.entrySet().stream()
                        .allMatch(field -> equal(field.getValue(), right.get(field.getKey())));
    }

    private static boolean equal(List<BsonValue> left, List<BsonValue> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }
}
