package dev.lockstep.decode;

import dev.lockstep.value.Value;
import java.math.BigDecimal;

/**
 * The one form of numbers that MongoDB holds to be equal, and so to be one document id: {@code 1},
 * {@code NumberLong(1)}, {@code 1.0} and {@code NumberDecimal("1.00")} are all Int32 1. It is the
 * first that holds the number exactly of Int32, Int64, Float64 and Decimal without zeros at its
 * end.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#numeric-types">Comparison
 *     of numeric types</a>
 */
final class CanonicalNumber {

    private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private CanonicalNumber() {}

    /** The canonical form of a number; every other value as it is. */
    static Value of(Value value) {
        if (value instanceof Value.Int64 number) {
            return integer(number.value());
        } else if (value instanceof Value.Float64 number) {
            // Within these bounds the conversion is exact.
            boolean fits = number.value() >= -0x1p63 && number.value() < 0x1p63;
            boolean whole = number.value() == Math.rint(number.value());
            return fits && whole ? integer((long) number.value()) : value;
        } else if (value instanceof Value.Decimal number) {
            return decimal(number.value());
        }
        return value;
    }

    private static Value integer(long number) {
        return number == (int) number ? new Value.Int32((int) number) : new Value.Int64(number);
    }

    private static Value decimal(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        boolean whole = stripped.scale() <= 0;
        return whole && stripped.compareTo(MIN) >= 0 && stripped.compareTo(MAX) <= 0
                ? integer(stripped.longValueExact())
                : exact(stripped);
    }

    private static Value exact(BigDecimal number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(number) == 0
                ? new Value.Float64(nearest)
                : new Value.Decimal(number);
    }
}
