package dev.lockstep.config;

import dev.lockstep.config.yaml.Place;
import dev.lockstep.config.yaml.Scalar;
import dev.lockstep.config.yaml.ValueType;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
        } catch (NumberFormatException | DateTimeException e) {
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
        String text = scalar.text();
        if (type instanceof ColumnType.Bool) {
            String word = text.toLowerCase(Locale.ROOT);
            return Optional.of(word)
                    .filter(it -> it.equals("true") || it.equals("false"))
                    .map(it -> new Value.Bool(Boolean.parseBoolean(it)));
        }
        if (type instanceof ColumnType.Int range) {
            long number = Long.parseLong(text);
            return Optional.of(number)
                    .filter(it -> it >= range.min() && it <= range.max())
                    .map(Literal::integer);
        }
        if (type instanceof ColumnType.Float64) {
            return Optional.of(new Value.Float64(finite()));
        }
        if (type instanceof ColumnType.Decimal decimal) {
            return decimal(new BigDecimal(text), decimal);
        }
        if (type instanceof ColumnType.DateTime) {
            return Optional.of(new Value.Date(Instant.parse(text).toEpochMilli()));
        }
        return textLimit(type)
                .filter(limit -> text.codePointCount(0, text.length()) <= limit)
                .map(limit -> new Value.Text(text));
    }

    private static Optional<Long> textLimit(ColumnType type) {
        if (type instanceof ColumnType.Char fixed) {
            return Optional.of((long) fixed.length());
        }
        if (type instanceof ColumnType.VarChar bounded) {
            return Optional.of((long) bounded.length());
        }
        return type instanceof ColumnType.Text text
                ? Optional.of(text.maxBytes() / 4)
                : Optional.empty();
    }

    private static Optional<Value> decimal(BigDecimal number, ColumnType.Decimal type) {
        BigDecimal plain = number.stripTrailingZeros();
        int whole = Math.max(plain.precision() - plain.scale(), 0);
        boolean fits = plain.scale() <= type.scale() && whole <= type.precision() - type.scale();
        return fits ? Optional.of(new Value.Decimal(number)) : Optional.empty();
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
