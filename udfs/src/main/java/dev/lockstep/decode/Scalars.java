package dev.lockstep.decode;

import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.value.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Reads plain JSON values. A number takes the smallest BSON type that holds it exactly as relaxed
 * extended JSON says; one that no int64 or double holds, which MongoDB does not write, is a
 * Decimal.
 */
final class Scalars {

    private static final int MAX_SAFE_DIGITS = 18;

    private Scalars() {}

    static Value of(Tokens tokens) throws IOException {
        JsonToken kind = tokens.kind();
        return switch (kind) {
            case VALUE_STRING -> new Value.Text(tokens.text());
            case VALUE_NUMBER_INT -> integer(tokens.text());
            case VALUE_NUMBER_FLOAT -> fraction(tokens.text());
            case VALUE_TRUE -> new Value.Bool(true);
            case VALUE_FALSE -> new Value.Bool(false);
            case VALUE_NULL -> Value.Null.INSTANCE;
            default -> throw new IllegalStateException("Not a scalar: " + kind);
        };
    }

    private static Value integer(String text) {
        if (text.length() > MAX_SAFE_DIGITS) {
            BigInteger number = new BigInteger(text);
            return number.bitLength() < Long.SIZE
                    ? new Value.Int64(number.longValue())
                    : new Value.Decimal(new BigDecimal(number));
        }
        long number = Long.parseLong(text);
        return number == (int) number ? new Value.Int32((int) number) : new Value.Int64(number);
    }

    private static Value fraction(String text) {
        char last = text.charAt(text.length() - 1);
        if (last < '0' || last > '9') {
            return new Value.NotFinite(nonFinite(text));
        }
        double number = Double.parseDouble(text);
        return Double.isInfinite(number)
                ? new Value.Decimal(new BigDecimal(text))
                : new Value.Float64(number);
    }

    /** The parser also lets short forms and a plus sign pass. */
    private static String nonFinite(String text) {
        if (text.endsWith("NaN")) {
            return "NaN";
        }
        return text.startsWith("-") ? "-Infinity" : "Infinity";
    }
}
