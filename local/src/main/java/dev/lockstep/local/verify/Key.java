package dev.lockstep.local.verify;

import java.math.BigDecimal;
import java.util.HexFormat;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Document ids and key columns as one text, so that they can be matched. */
final class Key {

    private Key() {}

    static String of(BsonValue id) {
        return switch (id.getBsonType()) {
            case OBJECT_ID -> id.asObjectId().getValue().toHexString();
            case STRING -> ofText(id.asString().getValue());
            case DATE_TIME -> Values.utc(id.asDateTime().getValue()).toString();
            case BOOLEAN -> Boolean.toString(id.asBoolean().getValue());
            case BINARY -> ofBinary(id.asBinary());
            default -> Numbers.exact(id).map(Key::ofNumber).orElseGet(() -> json(id));
        };
    }

    /**
     * @param column as JDBC gives it
     */
    static String of(Object column) {
        if (column instanceof String text) {
            return ofText(text);
        }
        if (column instanceof Number number) {
            return ofNumber(new BigDecimal(number.toString()));
        }
        return column instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : column.toString();
    }

    /**
     * Beside ids of other types, one without a readable text of its own is stored as its JSON text,
     * whose spaces don't count.
     */
    private static String ofText(String text) {
        return text.startsWith("{") ? Json.parse(text).map(Key::of).orElse(text) : text;
    }

    private static String ofNumber(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static String ofBinary(BsonBinary binary) {
        return Values.isUuid(binary)
                ? Values.uuid(binary)
                : HexFormat.of().formatHex(binary.getData());
    }

    private static String json(BsonValue value) {
        return value.isDocument()
                ? value.asDocument().toJson()
                : new BsonDocument("value", value).toJson();
    }
}
