package dev.lockstep.config;

import dev.lockstep.config.yaml.Place;
import dev.lockstep.config.yaml.Scalar;
import dev.lockstep.config.yaml.ValueType;
import dev.lockstep.type.ColumnFit;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.Fit;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value written in a pipeline file, which becomes what its column's type makes of it.
 *
 * @param scalar as it is written
 */
record Literal(Scalar scalar) {

    /** Any single value, null included. */
    static final class Type implements ValueType<Literal> {
        @Override
        public Optional<Literal> read(Place place) {
            return place.scalar().map(Literal::new);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", List.of("string", "number", "boolean", "null"));
        }
    }

    boolean isNull() {
        return scalar.kind() == Scalar.Kind.NULL;
    }

    /** The value for a column; empty if the column can't hold it. */
    Optional<Value> valueFor(Optional<ColumnType> type) {
        if (isNull()) {
            return Optional.of(Value.Null.INSTANCE);
        }
        try {
            return type.isPresent() ? convert(type.get()) : Optional.of(byItsLook());
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What would be right for a column. */
    String expectedFor(Optional<ColumnType> type) {
        return type.filter(it -> it instanceof ColumnType.Json || isBinary(it)).isPresent()
                ? "no default: columns of this type can't have one yet"
                : type.map(
                                it ->
                                        "a value that fits "
                                                + it
                                                + (isTime(it)
                                                        ? ", such as 2026-01-01T00:00:00Z"
                                                        : ""))
                        .orElse("a number in the range of BIGINT or DOUBLE, or text");
    }

    private static boolean isBinary(ColumnType type) {
        return type instanceof ColumnType.VarBinary || type instanceof ColumnType.Blob;
    }

    private static boolean isTime(ColumnType type) {
        return type instanceof ColumnType.DateTime;
    }

    private Value byItsLook() {
        return switch (scalar.kind()) {
            case INTEGER -> integer(Long.parseLong(scalar.text()));
            case FLOAT -> new Value.Float64(finite());
            case BOOLEAN -> new Value.Bool(Boolean.parseBoolean(scalar.text()));
            case NULL, TEXT, VARIABLE -> new Value.Text(scalar.text());
        };
    }

    private Optional<Value> convert(ColumnType type) {
        return type instanceof ColumnType.Json || isBinary(type)
                ? Optional.empty()
                : Optional.of(valueOf(type))
                        .filter(value -> ColumnFit.fit(value, type) instanceof Fit.Fits);
    }

    /** The value that the text means for a type; whether it fits is another question. */
    private Value valueOf(ColumnType type) {
        String text = scalar.text();
        if (type instanceof ColumnType.Bool && text.matches("(?i)true|false")) {
            return new Value.Bool(Boolean.parseBoolean(text));
        }
        if (type instanceof ColumnType.Int) {
            return integer(Long.parseLong(text));
        }
        if (type instanceof ColumnType.Float64) {
            return new Value.Float64(finite());
        }
        if (type instanceof ColumnType.Decimal) {
            return new Value.Decimal(new BigDecimal(text));
        }
        if (type instanceof ColumnType.DateTime) {
            return new Value.Date(Instant.parse(text).toEpochMilli());
        }
        return new Value.Text(text);
    }

    private static Value integer(long number) {
        return number == (int) number ? new Value.Int32((int) number) : new Value.Int64(number);
    }

    private double finite() {
        double number = Double.parseDouble(scalar.text());
        if (!Double.isFinite(number)) {
            throw new NumberFormatException("not finite");
        }
        return number;
    }
}
