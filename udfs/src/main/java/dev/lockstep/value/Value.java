package dev.lockstep.value;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * A field's value. A field that is missing from its document has no value at all; {@link Null} is a
 * field that is there and holds null.
 */
public sealed interface Value extends Serializable {

    /** A field that is there and holds null (or BSON's deprecated undefined). */
    record Null() implements Value {
        public static final Null INSTANCE = new Null();
    }

    record Bool(boolean value) implements Value {}

    record Int32(int value) implements Value {}

    record Int64(long value) implements Value {}

    /** A double that is a number; see {@link NotFinite}. */
    record Float64(double value) implements Value {}

    /** A Decimal128 that is a number, with its scale as stored (1.50 keeps two places). */
    record Decimal(BigDecimal value) implements Value {}

    /**
     * A double or Decimal128 that is not a number SQL knows.
     *
     * @param text {@code NaN}, {@code Infinity} or {@code -Infinity}
     */
    record NotFinite(String text) implements Value {}

    record Text(String value) implements Value {}

    /** Milliseconds since 1970-01-01T00:00:00Z, any int64. */
    record Date(long epochMillis) implements Value {}

    /** 24 lower-case hexadecimal digits. */
    record ObjectId(String hex) implements Value {}

    /** A binary of subtype 4, in its 36-character lower-case form. */
    record Uuid(String value) implements Value {}

    /** Any other binary, with BSON's subtype (0 to 255). */
    @SuppressWarnings("ArrayRecordComponent") // equals and hashCode below compare the content
    record Binary(byte[] bytes, int subtype) implements Value {
        @Override
        public boolean equals(Object other) {
            return other instanceof Binary that
                    && subtype == that.subtype
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(bytes) + subtype;
        }
    }

    /**
     * Something with a structure of its own: an array, a document that is not flattened, and the
     * BSON types without an SQL counterpart (regular expression, timestamp, code, MinKey, ...).
     *
     * @param text relaxed extended JSON v2
     * @see <a
     *     href="https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md">Extended
     *     JSON</a>
     */
    record Json(String text) implements Value {}
}
