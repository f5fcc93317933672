package dev.lockstep.local.verify;

import java.math.BigDecimal;
import java.util.Optional;
import org.bson.BsonValue;
import org.bson.types.Decimal128;

/** BSON numbers by their exact value, whatever their type. */
final class Numbers {

    private Numbers() {}

    /** Empty for what is not a number and for NaN and infinities. */
    static Optional<BigDecimal> exact(BsonValue value) {
        return switch (value.getBsonType()) {
            case INT32 -> Optional.of(BigDecimal.valueOf(value.asInt32().getValue()));
            case INT64 -> Optional.of(BigDecimal.valueOf(value.asInt64().getValue()));
            case DOUBLE -> exact(value.asDouble().getValue());
            case DECIMAL128 -> exact(value.asDecimal128().getValue());
            default -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> exact(double value) {
        return Double.isFinite(value) ? Optional.of(new BigDecimal(value)) : Optional.empty();
    }

    /** By way of text, because {@code bigDecimalValue} refuses negative zero. */
    private static Optional<BigDecimal> exact(Decimal128 value) {
        return value.isFinite() ? Optional.of(new BigDecimal(value.toString())) : Optional.empty();
    }

    static boolean equal(BsonValue value, BigDecimal number) {
        return exact(value).filter(exact -> exact.compareTo(number) == 0).isPresent();
    }

    static boolean equal(BsonValue left, BsonValue right) {
        return exact(right).filter(number -> equal(left, number)).isPresent();
    }
}
