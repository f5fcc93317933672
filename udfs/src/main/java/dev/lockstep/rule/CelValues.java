package dev.lockstep.rule;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.lockstep.decode.DocumentTree;
import dev.lockstep.decode.FieldFilter;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Values on their way into expressions and out of them.
 *
 * <p>CEL has no decimals. A Decimal128 is a double where a double's shortest text is the same
 * number; any other stays what it is, which no operator takes, so that nothing is computed from
 * digits that are gone.
 */
public final class CelValues {

    private CelValues() {}

    /** A document's fields as an expression reads them. */
    public static Map<String, Object> ofDocument(String json, FieldFilter wanted)
            throws MalformedDocumentException {
        return DocumentTree.read(json, wanted, CelValues::of);
    }

    private static Object of(Value value) {
        if (value instanceof Value.Text text) {
            return text.value();
        } else if (value instanceof Value.Int32 number) {
            return (long) number.value();
        } else if (value instanceof Value.Int64 number) {
            return number.value();
        } else if (value instanceof Value.Float64 number) {
            return number.value();
        } else if (value instanceof Value.NotFinite number) {
            return Double.valueOf(number.text());
        } else if (value instanceof Value.Decimal number) {
            return decimal(number);
        } else if (value instanceof Value.Bool bool) {
            return bool.value();
        } else if (value instanceof Value.Null) {
            return NullValue.NULL_VALUE;
        } else if (value instanceof Value.Date date) {
            return Instant.ofEpochMilli(date.epochMillis());
        } else if (value instanceof Value.ObjectId id) {
            return id.hex();
        } else if (value instanceof Value.Uuid uuid) {
            return uuid.value();
        } else if (value instanceof Value.Binary binary) {
            return CelByteString.of(binary.bytes());
        }
        return RelaxedJson.text(value);
    }

    private static Object decimal(Value.Decimal number) {
        double nearest = number.value().doubleValue();
        boolean same =
                Double.isFinite(nearest)
                        && BigDecimal.valueOf(nearest).compareTo(number.value()) == 0;
        return same ? (Object) nearest : number;
    }

    /** What an expression gave, as a value for a column. */
    static Expression.Result result(Object given) {
        return scalar(given)
                .or(() -> CelJson.of(given))
                .<Expression.Result>map(Expression.Holds::new)
                .orElseGet(
                        () ->
                                new Expression.Fails(
                                        "the expression's value is of a type that no column"
                                                + " takes"));
    }

    /** Anything but a list or a map. */
    static Optional<Value> scalar(Object given) {
        if (given instanceof Optional<?> optional) {
            return optional.isEmpty() ? Optional.of(Value.Null.INSTANCE) : scalar(optional.get());
        } else if (given instanceof Value value) {
            return Optional.of(value);
        } else if (given instanceof NullValue) {
            return Optional.of(Value.Null.INSTANCE);
        } else if (given instanceof Boolean bool) {
            return Optional.of(new Value.Bool(bool));
        } else if (given instanceof Long number) {
            return Optional.of(new Value.Int64(number));
        } else if (given instanceof UnsignedLong number) {
            return Optional.of(new Value.Decimal(new BigDecimal(number.bigIntegerValue())));
        } else if (given instanceof Double number) {
            return Optional.of(float64(number));
        } else if (given instanceof String text) {
            return Optional.of(new Value.Text(text));
        } else if (given instanceof CelByteString bytes) {
            return Optional.of(new Value.Binary(bytes.toByteArray(), 0));
        } else if (given instanceof Instant time
                && time.equals(time.truncatedTo(ChronoUnit.MILLIS))) {
            return Optional.of(new Value.Date(time.toEpochMilli()));
        }
        return Optional.empty();
    }

    private static Value float64(double number) {
        return Double.isFinite(number)
                ? new Value.Float64(number)
                : new Value.NotFinite(Double.toString(number));
    }
}
