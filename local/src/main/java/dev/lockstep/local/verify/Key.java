package dev.lockstep.local.verify;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Document ids and key columns as one text, so that they can be matched. */
final class Key {

    private static final Set<String> BARE = Set.of("true", "false", "null");

    private Key() {}

    static String of(BsonValue id) {
        return switch (id.getBsonType()) {
            case OBJECT_ID -> ofObjectId(id.asObjectId().getValue().toHexString());
            case STRING -> "'" + id.asString().getValue() + "'";
            case DATE_TIME -> Values.utc(id.asDateTime().getValue()).toString();
            case BOOLEAN -> Boolean.toString(id.asBoolean().getValue());
            case BINARY -> ofBinary(id.asBinary());
            default -> Numbers.exact(id).map(Key::ofNumber).orElseGet(() -> json(id));
        };
    }

    /**
     * @param column as JDBC gives it
     * @param type the column's, as the server names it
     */
    static String of(Object column, String type) {
        if (column instanceof String text) {
            return type.equalsIgnoreCase("CHAR") ? ofDigits(text) : ofText(text);
        }
        if (column instanceof Number number) {
            return ofNumber(new BigDecimal(number.toString()));
        }
        return column instanceof byte[] bytes ? ofBytes(bytes, 0) : column.toString();
    }

    private static String ofDigits(String text) {
        return text.length() == 24 ? ofObjectId(text) : "uuid " + text;
    }

    /** A string as it is, or any id's JSON text, whose spaces don't count. */
    private static String ofText(String text) {
        boolean json = text.startsWith("{") || text.startsWith("\"") || BARE.contains(text);
        return json ? Json.parse(text).map(Key::of).orElse(text) : "'" + text + "'";
    }

    private static String ofObjectId(String digits) {
        return "objectId " + digits;
    }

    private static String ofNumber(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static String ofBinary(BsonBinary binary) {
        return Values.isUuid(binary)
                ? "uuid " + Values.uuid(binary)
                : ofBytes(binary.getData(), binary.getType());
    }

    private static String ofBytes(byte[] bytes, int subtype) {
        return "binary " + subtype + " " + HexFormat.of().formatHex(bytes);
    }

    private static String json(BsonValue value) {
        return value.isDocument()
                ? value.asDocument().toJson()
                : new BsonDocument("value", value).toJson();
    }
}
