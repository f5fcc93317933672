package dev.lockstep.decode;

import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text inside a type wrapper. Null means that the text is not what the wrapper promises,
 * so that it is none.
 */
final class WrappedText {

    private static final int UUID_SUBTYPE = 4;

    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-fA-F]{24}");
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern SUBTYPE = Pattern.compile("[0-9a-fA-F]{1,2}");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?\\d{1,1000}(\\.\\d{0,1000})?([eE][+-]?\\d{1,6})?");
    private static final Pattern NOT_FINITE = Pattern.compile("NaN|-?Infinity");

    /** Decimal128's limits. */
    private static final int MAX_PRECISION = 34;

    private static final int MAX_EXPONENT = 6_111;
    private static final int MIN_EXPONENT = -6_176;

    /** ISO 8601 to the millisecond with the offset as Z, +01:00, +0100 or +01. */
    private static final DateTimeFormatter ISO_DATE =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendPattern("'T'HH:mm[:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 3, true)
                    .appendPattern("][XXX][XX][X]")
                    .toFormatter(Locale.ROOT);

    private WrappedText() {}

    static @Nullable Value objectId(String hex) {
        return OBJECT_ID.matcher(hex).matches()
                ? new Value.ObjectId(hex.toLowerCase(Locale.ROOT))
                : null;
    }

    static @Nullable Value date(String digits) {
        Long millis = parseLong(digits);
        return millis == null ? null : new Value.Date(millis);
    }

    static @Nullable Value isoDate(String text) {
        try {
            return new Value.Date(OffsetDateTime.parse(text, ISO_DATE).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    static @Nullable Value int32(String digits) {
        Long number = parseLong(digits);
        return number == null || number != number.intValue()
                ? null
                : new Value.Int32(number.intValue());
    }

    static @Nullable Value int64(String digits) {
        Long number = parseLong(digits);
        return number == null ? null : new Value.Int64(number);
    }

    static @Nullable Value float64(String text) {
        if (NOT_FINITE.matcher(text).matches()) {
            return new Value.NotFinite(text);
        }
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        double number = Double.parseDouble(text);
        return Double.isInfinite(number) ? null : new Value.Float64(number);
    }

    static @Nullable Value decimal(String text) {
        if (NOT_FINITE.matcher(text).matches()) {
            return new Value.NotFinite(text);
        }
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        BigDecimal number = new BigDecimal(text);
        boolean fits =
                number.precision() <= MAX_PRECISION
                        && -number.scale() <= MAX_EXPONENT
                        && -number.scale() >= MIN_EXPONENT;
        return fits ? new Value.Decimal(number) : null;
    }

    static @Nullable Value binary(String base64, String subtypeHex) {
        if (!SUBTYPE.matcher(subtypeHex).matches()) {
            return null;
        }
        int subtype = HexFormat.fromHexDigits(subtypeHex);
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return subtype == UUID_SUBTYPE && bytes.length == 2 * Long.BYTES
                    ? new Value.Uuid(uuidText(bytes))
                    : new Value.Binary(bytes, subtype);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String uuidText(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong()).toString();
    }

    static @Nullable Value uuid(String text) {
        return UUID_TEXT.matcher(text).matches()
                ? new Value.Uuid(text.toLowerCase(Locale.ROOT))
                : null;
    }

    private static @Nullable Long parseLong(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
