package dev.lockstep.local.verify;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Whether a column's value is the field's value. */
final class Values {

    private Values() {}

    /**
     * Compares with a column that is not JSON.
     *
     * @param field the document's value
     * @param column as JDBC gives it, DATETIME as a {@link LocalDateTime}; null for NULL
     */
    static boolean equal(BsonValue field, @Nullable Object column) {
        if (isNull(field) || column == null) {
            return isNull(field) && column == null;
        }
        return switch (field.getBsonType()) {
            case OBJECT_ID -> field.asObjectId().getValue().toHexString().equals(column);
            case STRING -> field.asString().getValue().equals(column);
            case SYMBOL -> field.asSymbol().getSymbol().equals(column);
            case DATE_TIME -> utc(field.asDateTime().getValue()).equals(column);
            case BOOLEAN -> asBoolean(column, field.asBoolean().getValue());
            case DOUBLE ->
                    column instanceof Number number
                            && number.doubleValue() == field.asDouble().getValue();
            case INT32, INT64, DECIMAL128 ->
                    column instanceof Number number && Numbers.equal(field, exact(number));
            case BINARY -> binaryEquals(field.asBinary(), column);
            default -> false;
        };
    }

    /**
     * Compares with a JSON column. What became JSON with its column is what the column held: a text
     * does not tell that it is an id, nor bytes their subtype, and a double among decimals is one.
     *
     * @param found the JSON as a value
     */
    static boolean equalJson(BsonValue field, BsonValue found) {
        if (found.isString() && !field.isString()) {
            return equal(field, found.asString().getValue());
        } else if (found.isBinary() && field.isBinary()) {
            return equal(field, found.asBinary().getData());
        } else if (found.isDecimal128() && field.isDouble()) {
            return Numbers.exact(found).filter(number -> equal(field, number)).isPresent();
        }
        return Json.equal(field, found);
    }

    static boolean isNull(BsonValue field) {
        return switch (field.getBsonType()) {
            case NULL, UNDEFINED -> true;
            default -> false;
        };
    }

    static LocalDateTime utc(long epochMillis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneOffset.UTC);
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Double || number instanceof Float
                ? new BigDecimal(number.doubleValue())
                : new BigDecimal(number.toString());
    }

    private static boolean asBoolean(Object column, boolean expected) {
        return column instanceof Number number
                ? number.longValue() == (expected ? 1 : 0)
                : column.equals(expected);
    }

    private static boolean binaryEquals(BsonBinary binary, Object column) {
        return column instanceof byte[] bytes
                ? Arrays.equals(binary.getData(), bytes)
                : isUuid(binary) && uuid(binary).equals(column);
    }

    static boolean isUuid(BsonBinary binary) {
        return binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue()
                && binary.getData().length == 2 * Long.BYTES;
    }

    static String uuid(BsonBinary binary) {
        ByteBuffer bytes = ByteBuffer.wrap(binary.getData());
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }
}
