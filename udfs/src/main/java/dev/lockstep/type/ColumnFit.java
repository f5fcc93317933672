package dev.lockstep.type;

import static dev.lockstep.row.DeadLetter.Code.NUMBER_NOT_FINITE;
import static dev.lockstep.row.DeadLetter.Code.TYPE_MISMATCH;
import static dev.lockstep.row.DeadLetter.Code.VALUE_OUT_OF_RANGE;
import static dev.lockstep.row.DeadLetter.Code.VALUE_TOO_LONG;

import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a column holds a value exactly. MySQL by itself rounds fractions into integers,
 * cuts scales and trailing spaces without an error, also in strict mode; here that is a misfit.
 */
public final class ColumnFit {

    private static final long MIN_DATE = epochMillis("1000-01-01T00:00:00Z");
    private static final long MAX_DATE = epochMillis("9999-12-31T23:59:59.999Z");

    private ColumnFit() {}

    public static Fit fit(Value value, ColumnType type) {
        if (value instanceof Value.Null) {
            return new Fit.Fits(null);
        }
        if (type instanceof ColumnType.Json) {
            return new Fit.Fits(RelaxedJson.text(value));
        }
        if (value instanceof Value.NotFinite) {
            return new Fit.Misfit(NUMBER_NOT_FINITE, "NaN and Infinity have no place in " + type);
        }
        if (type instanceof ColumnType.Int number) {
            return integer(value, number);
        } else if (type instanceof ColumnType.Float64) {
            return float64(value, type);
        } else if (type instanceof ColumnType.Decimal decimal) {
            return decimal(value, decimal);
        } else if (type instanceof ColumnType.Char text) {
            return character(value, text);
        } else if (type instanceof ColumnType.VarChar text) {
            return characters(value, text);
        } else if (type instanceof ColumnType.Text text) {
            return text(value, text);
        } else if (type instanceof ColumnType.VarBinary binary) {
            return bytes(value, type, binary.length());
        } else if (type instanceof ColumnType.Blob blob) {
            return bytes(value, type, blob.maxBytes());
        } else if (type instanceof ColumnType.DateTime) {
            return dateTime(value, type);
        } else if (type instanceof ColumnType.Bool) {
            return value instanceof Value.Bool bool
                    ? new Fit.Fits(bool.value())
                    : mismatch(value, type);
        }
        return other(value, type);
    }

    /** Of the types that only the target knows, an ENUM takes exactly its members. */
    private static Fit other(Value value, ColumnType type) {
        boolean member =
                value instanceof Value.Text text
                        && type.toString().startsWith("enum(")
                        && type.toString().contains("'" + text.value().replace("'", "''") + "'");
        return member ? new Fit.Fits(((Value.Text) value).value()) : mismatch(value, type);
    }

    /**
     * As {@link #fit}, for a column of a primary key, where no two ids may be one value: text holds
     * any id, as {@link KeyText}, but a CHAR(24) ObjectIds only, and a CHAR(36) UUIDs.
     */
    public static Fit fitKey(Value value, ColumnType type) {
        if (isOfIds(type)) {
            boolean holds =
                    type.equals(ColumnType.Char.UUID)
                            ? value instanceof Value.Uuid
                            : value instanceof Value.ObjectId;
            return holds ? fit(value, type) : mismatch(value, type);
        } else if (type instanceof ColumnType.VarChar || type instanceof ColumnType.Char) {
            return fit(new Value.Text(KeyText.of(value)), type);
        } else if (value instanceof Value.Binary binary && binary.subtype() != 0) {
            return mismatch(value, type); // bytes do not tell their subtype
        }
        return fit(value, type);
    }

    /** Whether a key column of the type holds ids of one type, which its values do not name. */
    static boolean isOfIds(ColumnType type) {
        return type.equals(ColumnType.Char.OBJECT_ID) || type.equals(ColumnType.Char.UUID);
    }

    private static Fit integer(Value value, ColumnType.Int type) {
        BigDecimal number = exact(value);
        if (number == null) {
            return mismatch(value, type);
        }
        if (number.stripTrailingZeros().scale() > 0) {
            return new Fit.Misfit(TYPE_MISMATCH, "a fraction does not fit " + type);
        }
        if (number.compareTo(BigDecimal.valueOf(type.min())) < 0
                || number.compareTo(BigDecimal.valueOf(type.max())) > 0) {
            return new Fit.Misfit(VALUE_OUT_OF_RANGE, "the number is beyond " + type);
        }
        return new Fit.Fits(number.longValueExact());
    }

    private static Fit float64(Value value, ColumnType type) {
        if (value instanceof Value.Float64 number) {
            return new Fit.Fits(number.value());
        }
        BigDecimal number = exact(value);
        if (number == null) {
            return mismatch(value, type);
        }
        double nearest = number.doubleValue();
        if (Double.isInfinite(nearest) || new BigDecimal(nearest).compareTo(number) != 0) {
            return new Fit.Misfit(VALUE_OUT_OF_RANGE, "a DOUBLE does not hold the number exactly");
        }
        return new Fit.Fits(nearest);
    }

    private static Fit decimal(Value value, ColumnType.Decimal type) {
        BigDecimal number = exact(value);
        if (number == null) {
            return mismatch(value, type);
        }
        BigDecimal stripped = number.stripTrailingZeros();
        long integerDigits = (long) stripped.precision() - stripped.scale();
        if (stripped.scale() > type.scale() || integerDigits > type.precision() - type.scale()) {
            return new Fit.Misfit(VALUE_OUT_OF_RANGE, "the number has more digits than " + type);
        }
        return new Fit.Fits(number);
    }

    /** The number a value is, or null for none. A double counts as its shortest decimal text. */
    static @Nullable BigDecimal exact(Value value) {
        if (value instanceof Value.Int32 number) {
            return BigDecimal.valueOf(number.value());
        } else if (value instanceof Value.Int64 number) {
            return BigDecimal.valueOf(number.value());
        } else if (value instanceof Value.Decimal number) {
            return number.value();
        } else if (value instanceof Value.Float64 number && !isNegativeZero(number.value())) {
            return BigDecimal.valueOf(number.value());
        }
        return null;
    }

    /** Only a DOUBLE keeps the sign of zero. */
    private static boolean isNegativeZero(double number) {
        return number == 0 && 1 / number < 0;
    }

    private static Fit character(Value value, ColumnType.Char type) {
        String text = readable(value);
        if (text == null) {
            return mismatch(value, type);
        }
        if (!text.chars().allMatch(c -> c < 128)) {
            return new Fit.Misfit(VALUE_OUT_OF_RANGE, type + " holds ASCII only");
        }
        if (text.endsWith(" ")) {
            return new Fit.Misfit(VALUE_OUT_OF_RANGE, type + " drops the spaces at the end");
        }
        return withinLength(text, text.length(), type.length(), type);
    }

    private static Fit characters(Value value, ColumnType.VarChar type) {
        String text = readable(value);
        return text == null
                ? mismatch(value, type)
                : withinLength(text, text.codePointCount(0, text.length()), type.length(), type);
    }

    private static Fit text(Value value, ColumnType.Text type) {
        String text = readable(value);
        return text == null
                ? mismatch(value, type)
                : withinLength(text, Utf8.length(text), type.maxBytes(), type);
    }

    private static Fit withinLength(String text, long length, long max, ColumnType type) {
        if (length > max) {
            return new Fit.Misfit(
                    VALUE_TOO_LONG, "a text of " + length + " is too long for " + type);
        }
        if (!Utf8.isWellFormed(text)) {
            return new Fit.Misfit(VALUE_OUT_OF_RANGE, "the text is not well-formed Unicode");
        }
        return new Fit.Fits(text);
    }

    /** The text of a value that is text or an id; null for all others. */
    static @Nullable String readable(Value value) {
        if (value instanceof Value.Text text) {
            return text.value();
        } else if (value instanceof Value.ObjectId id) {
            return id.hex();
        } else if (value instanceof Value.Uuid uuid) {
            return uuid.value();
        }
        return null;
    }

    private static Fit bytes(Value value, ColumnType type, long max) {
        if (!(value instanceof Value.Binary binary)) {
            return mismatch(value, type);
        }
        int length = binary.bytes().length;
        return length > max
                ? new Fit.Misfit(VALUE_TOO_LONG, length + " bytes are too long for " + type)
                : new Fit.Fits(binary.bytes());
    }

    private static Fit dateTime(Value value, ColumnType type) {
        if (!(value instanceof Value.Date date)) {
            return mismatch(value, type);
        }
        long millis = date.epochMillis();
        if (millis < MIN_DATE || millis > MAX_DATE) {
            return new Fit.Misfit(VALUE_OUT_OF_RANGE, "the year is not between 1000 and 9999");
        }
        return new Fit.Fits(LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
    }

    private static Fit mismatch(Value value, ColumnType type) {
        return new Fit.Misfit(TYPE_MISMATCH, ValueKind.of(value) + " does not fit " + type);
    }

    private static long epochMillis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
