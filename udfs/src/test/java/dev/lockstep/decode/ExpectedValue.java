package dev.lockstep.decode;

import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.util.HexFormat;
import org.bson.BsonBinary;
import org.bson.BsonDecimal128;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** What a BSON value is to be, told from the value itself; null where it is to be JSON text. */
final class ExpectedValue {

    private ExpectedValue() {}

    static @Nullable Value of(BsonValue value) {
        return switch (value.getBsonType()) {
            case NULL, UNDEFINED -> Value.Null.INSTANCE;
            case BOOLEAN -> new Value.Bool(value.asBoolean().getValue());
            case INT32 -> new Value.Int32(value.asInt32().getValue());
            case INT64 -> new Value.Int64(value.asInt64().getValue());
            case DOUBLE -> number(value.asDouble().getValue());
            case DECIMAL128 -> number(value.asDecimal128());
            case STRING -> new Value.Text(value.asString().getValue());
            case SYMBOL -> new Value.Text(value.asSymbol().getSymbol());
            case DATE_TIME -> new Value.Date(value.asDateTime().getValue());
            case OBJECT_ID -> new Value.ObjectId(value.asObjectId().getValue().toHexString());
            case BINARY -> binary(value.asBinary());
            default -> null;
        };
    }

    private static Value number(double number) {
        return Double.isFinite(number)
                ? new Value.Float64(number)
                : new Value.NotFinite(Double.toString(number));
    }

    private static Value number(BsonDecimal128 number) {
        Decimal128 decimal = number.getValue();
        return decimal.isNaN() || decimal.isInfinite()
                ? new Value.NotFinite(decimal.toString())
                : new Value.Decimal(new BigDecimal(decimal.toString()));
    }

    private static Value binary(BsonBinary binary) {
        byte[] bytes = binary.getData();
        if (binary.getType() == 4 && bytes.length == 16) {
            String hex = HexFormat.of().formatHex(bytes);
            return new Value.Uuid(
                    hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
        }
        return new Value.Binary(bytes, Byte.toUnsignedInt(binary.getType()));
    }
}
