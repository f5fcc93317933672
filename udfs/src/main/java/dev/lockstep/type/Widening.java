package dev.lockstep.type;

import dev.lockstep.type.ColumnType.Blob;
import dev.lockstep.type.ColumnType.Char;
import dev.lockstep.type.ColumnType.Decimal;
import dev.lockstep.type.ColumnType.Float64;
import dev.lockstep.type.ColumnType.Int;
import dev.lockstep.type.ColumnType.Json;
import dev.lockstep.type.ColumnType.Other;
import dev.lockstep.type.ColumnType.Text;
import dev.lockstep.type.ColumnType.VarBinary;
import dev.lockstep.type.ColumnType.VarChar;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Chooses column types by the values seen: the first type, and the next one that holds more.
 *
 * <p>A column by convention has the {@link #join} of its values: which type that is depends on the
 * values that there are, not on the order in which they came. A column whose type a person chose is
 * {@linkplain #widen widened} only for what does not fit it.
 */
public final class Widening {

    /** The longest VARCHAR whose utf8mb4 form still fits InnoDB's 3,072 bytes of index key. */
    public static final int MAX_KEY_LENGTH = 768;

    private static final int SHORT = 255;
    private static final int DECIMAL_INTEGER_DIGITS = 24;
    private static final int DECIMAL_SCALE = 10;

    /** Doubles hold every integer up to here. */
    public static final long MAX_EXACT = 1L << 53;

    private Widening() {}

    /** The type of a column whose first value is this; empty for null, which has no type. */
    public static Optional<ColumnType> typeFor(Value value) {
        if (value instanceof Value.Null) {
            return Optional.empty();
        }
        return Optional.of(firstType(value));
    }

    private static ColumnType firstType(Value value) {
        if (value instanceof Value.Text text) {
            return textFor(text.value());
        } else if (value instanceof Value.Int32) {
            return Int.REGULAR;
        } else if (value instanceof Value.Int64) {
            return Int.BIG;
        } else if (value instanceof Value.Float64 || value instanceof Value.NotFinite) {
            return new Float64();
        } else if (value instanceof Value.Decimal number) {
            return decimal(number.value(), DECIMAL_INTEGER_DIGITS, DECIMAL_SCALE);
        } else if (value instanceof Value.Bool) {
            return new ColumnType.Bool();
        } else if (value instanceof Value.Date) {
            return new ColumnType.DateTime();
        } else if (value instanceof Value.ObjectId) {
            return Char.OBJECT_ID;
        } else if (value instanceof Value.Uuid) {
            return Char.UUID;
        } else if (value instanceof Value.Binary binary) {
            return bytesFor(binary.bytes().length);
        }
        return new Json();
    }

    /**
     * The type of a column by convention that met this value, too. Empty when no type but JSON
     * would hold it (NaN, a year beyond 9999): such a value has no place in any column by
     * convention, also where others have made it JSON; or when the column is of a type that
     * Lockstep does not change.
     */
    public static Optional<ColumnType> join(ColumnType current, Value value) {
        boolean same =
                ColumnFit.fit(value, current) instanceof Fit.Fits && includes(current, value);
        return same ? Optional.of(current) : wider(current, value);
    }

    /**
     * Whether a column by convention stays as it is for a value that fits it. An INT does not for a
     * long, even a small one: the column would be a BIGINT, had the long come first.
     */
    public static boolean includes(ColumnType column, Value value) {
        if (value instanceof Value.Null || value instanceof Value.Json) {
            return true;
        } else if (column instanceof Json) {
            return misfit(value).isEmpty();
        } else if (column instanceof Int integer) {
            return value instanceof Value.Int32
                    || (value instanceof Value.Int64 && integer.equals(Int.BIG));
        } else if (column instanceof Float64) {
            return !(value instanceof Value.Decimal) && !isBeyondDoubles(value);
        } else if (column instanceof Char) {
            return !(value instanceof Value.Text)
                    && (value instanceof Value.Uuid) == column.equals(Char.UUID);
        }
        return true;
    }

    /**
     * Why no type but JSON holds a value: NaN, dates beyond 9999 and text that is no Unicode don't
     * fit the type that others of their kind have. Empty when one does.
     */
    public static Optional<Fit.Misfit> misfit(Value value) {
        return ColumnFit.fit(value, firstType(value)) instanceof Fit.Misfit misfit
                ? Optional.of(misfit)
                : Optional.empty();
    }

    private static boolean isBeyondDoubles(Value value) {
        return value instanceof Value.Int64 number
                && (number.value() > MAX_EXACT || number.value() < -MAX_EXACT);
    }

    /**
     * The type that holds all that {@code current} holds and this value too. It is {@code current}
     * when the value fits; empty when no type would hold it (NaN, a year beyond 9999) or the column
     * is of a type that Lockstep does not change.
     */
    public static Optional<ColumnType> widen(ColumnType current, Value value) {
        return ColumnFit.fit(value, current) instanceof Fit.Fits
                ? Optional.of(current)
                : wider(current, value);
    }

    private static Optional<ColumnType> wider(ColumnType current, Value value) {
        ColumnType own = firstType(value);
        if (current instanceof Other || misfit(value).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(wider(current, own, value));
    }

    private static ColumnType wider(ColumnType current, ColumnType own, Value value) {
        if (current instanceof Int narrow && own instanceof Int wide) {
            return narrow.bytes() >= wide.bytes() ? narrow : wide;
        } else if (current instanceof Int && own instanceof Float64) {
            return own;
        } else if (current instanceof Int && own instanceof Decimal decimal) {
            return decimal;
        }
        BigDecimal number = ColumnFit.exact(value);
        if (number != null && current instanceof Decimal decimal) {
            return decimal(number, decimal.precision() - decimal.scale(), decimal.scale());
        } else if (number != null && current instanceof Float64) {
            return decimal(number, DECIMAL_INTEGER_DIGITS, DECIMAL_SCALE);
        } else if (isText(current) && isText(own)) {
            return longerText(current, own);
        } else if (isBytes(current) && isBytes(own)) {
            return own;
        }
        return new Json();
    }

    /**
     * The DECIMAL that holds other numbers too, or JSON.
     *
     * @param integerDigits the most that any of them has before the point
     * @param scale the most that any of them has behind it
     */
    public static ColumnType decimalFor(Decimal decimal, int integerDigits, int scale) {
        return decimal(
                BigDecimal.ZERO,
                Math.max(decimal.precision() - decimal.scale(), integerDigits),
                Math.max(decimal.scale(), scale));
    }

    /** Whether every value of a column of one type is the same value in a column of another. */
    public static boolean isSafe(ColumnType from, ColumnType to) {
        if (from.equals(to)) {
            return false; // there is nothing to widen
        } else if (from instanceof Int narrow && to instanceof Int wide) {
            return narrow.bytes() < wide.bytes();
        } else if (from instanceof Int number && to instanceof Float64) {
            return number.bytes() <= 4;
        } else if (from instanceof Int number && to instanceof Decimal decimal) {
            return Long.toString(number.max()).length() <= decimal.precision() - decimal.scale();
        } else if (from instanceof Decimal narrow && to instanceof Decimal wide) {
            return narrow.scale() <= wide.scale()
                    && narrow.precision() - narrow.scale() <= wide.precision() - wide.scale();
        }
        boolean sameKind = (isText(from) && isText(to)) || (isBytes(from) && isBytes(to));
        return to instanceof Json || (sameKind && capacity(from) <= capacity(to));
    }

    /** In bytes: a text of n characters may take four times that in UTF-8. */
    private static long capacity(ColumnType type) {
        if (type instanceof Char text) {
            return text.length();
        } else if (type instanceof VarChar text) {
            return 4L * text.length();
        } else if (type instanceof Text text) {
            return text.maxBytes();
        } else if (type instanceof VarBinary binary) {
            return binary.length();
        }
        return type instanceof Blob blob ? blob.maxBytes() : 0;
    }

    private static boolean isText(ColumnType type) {
        return type instanceof Char || type instanceof VarChar || type instanceof Text;
    }

    private static boolean isBytes(ColumnType type) {
        return type instanceof VarBinary || type instanceof Blob;
    }

    private static ColumnType longerText(ColumnType current, ColumnType own) {
        if (own instanceof Text) {
            return own;
        }
        if (current instanceof VarChar longer && longer.length() > SHORT) {
            return longer; // the value's VARCHAR(255) is not more than what is there
        }
        return new VarChar(SHORT);
    }

    private static ColumnType textFor(String text) {
        if (text.length() <= SHORT) {
            return new VarChar(SHORT);
        }
        return Utf8.length(text) <= Text.REGULAR.maxBytes() ? Text.REGULAR : Text.LONG;
    }

    private static ColumnType bytesFor(int length) {
        if (length <= SHORT) {
            return new VarBinary(SHORT);
        }
        return length <= Blob.REGULAR.maxBytes() ? Blob.REGULAR : Blob.LONG;
    }

    private static ColumnType decimal(BigDecimal number, int minIntegerDigits, int minScale) {
        BigDecimal stripped = number.stripTrailingZeros();
        long integerDigits =
                Math.max(minIntegerDigits, (long) stripped.precision() - stripped.scale());
        int scale = Math.max(minScale, stripped.scale());
        if (scale > Decimal.MAX_SCALE || integerDigits + scale > Decimal.MAX_PRECISION) {
            return new Json();
        }
        return new Decimal((int) integerDigits + scale, scale);
    }

    /** The type of a key column whose first value is this: ids are never JSON. */
    public static ColumnType keyTypeFor(Value value) {
        ColumnType type = firstType(value);
        if (type instanceof Int) {
            return Int.BIG;
        }
        return type instanceof Char ? type : textKey(KeyText.of(value));
    }

    /**
     * As {@link #widen} for a key column: what is not of one type is text in the end. Empty when
     * the text would be longer than a key may be, or the column is of a type whose values are not
     * known to have one.
     */
    public static Optional<ColumnType> widenKey(ColumnType current, Value value) {
        if (ColumnFit.fitKey(value, current) instanceof Fit.Fits) {
            return Optional.of(current);
        }
        if (current instanceof Int && firstType(value) instanceof Int) {
            return Optional.of(Int.BIG);
        }
        String text = KeyText.of(value);
        boolean fits = text.codePointCount(0, text.length()) <= MAX_KEY_LENGTH;
        return fits && isKeyOfText(current) ? Optional.of(textKey(text)) : Optional.empty();
    }

    /** Whether what a key column holds is text, or has one ({@link KeyText}). */
    private static boolean isKeyOfText(ColumnType type) {
        return type instanceof Int || type instanceof Char || type instanceof VarChar;
    }

    private static ColumnType textKey(String text) {
        return new VarChar(text.length() <= SHORT ? SHORT : MAX_KEY_LENGTH);
    }
}
