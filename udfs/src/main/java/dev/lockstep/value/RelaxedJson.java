package dev.lockstep.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Writes a value as relaxed extended JSON v2: plain JSON wherever JSON has the type, a wrapper
 * ({@code {"$oid": ...}}, {@code {"$date": ...}}) where it has not.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md">Extended
 *     JSON</a>
 */
public final class RelaxedJson {

    /** Integers beyond this are not exact as JSON numbers for readers that use doubles. */
    private static final long MAX_EXACT = 1L << 53;

    /** The last millisecond of the year 9999: relaxed dates after it are numbers. */
    private static final long MAX_READABLE_DATE = 253_402_300_799_999L;

    /** Unlike Double's own text, that of a double does not depend on the Java version. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

    private RelaxedJson() {}

    /** The JSON text of a value; the text of {@link Value.Null} is {@code null}. */
    public static String text(Value value) {
        if (value instanceof Value.Json json) {
            return json.text();
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory can't fail", e);
        }
        return text.toString();
    }

    /** Writes a value where the generator stands. */
    public static void write(Value value, JsonGenerator out) throws IOException {
        if (value instanceof Value.Text text) {
            out.writeString(text.value());
        } else if (value instanceof Value.Null) {
            out.writeNull();
        } else if (value instanceof Value.Bool bool) {
            out.writeBoolean(bool.value());
        } else if (value instanceof Value.Int32 number) {
            out.writeNumber(number.value());
        } else if (value instanceof Value.Int64 number) {
            writeLong(number.value(), out);
        } else if (value instanceof Value.Float64 number) {
            out.writeNumber(number.value());
        } else if (value instanceof Value.Decimal number) {
            wrap("$numberDecimal", number.value().toString(), out);
        } else if (value instanceof Value.NotFinite number) {
            wrap("$numberDouble", number.text(), out);
        } else if (value instanceof Value.Date date) {
            writeDate(date.epochMillis(), out);
        } else if (value instanceof Value.ObjectId id) {
            wrap("$oid", id.hex(), out);
        } else if (value instanceof Value.Uuid uuid) {
            writeBinary(bytes(UUID.fromString(uuid.value())), 4, out);
        } else if (value instanceof Value.Binary binary) {
            writeBinary(binary.bytes(), binary.subtype(), out);
        } else if (value instanceof Value.Json json) {
            out.writeRawValue(json.text());
        }
    }

    private static void writeLong(long number, JsonGenerator out) throws IOException {
        if (number > MAX_EXACT || number < -MAX_EXACT) {
            wrap("$numberLong", Long.toString(number), out);
        } else {
            out.writeNumber(number);
        }
    }

    private static void writeDate(long epochMillis, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeFieldName("$date");
        if (epochMillis >= 0 && epochMillis <= MAX_READABLE_DATE) {
            out.writeString(Instant.ofEpochMilli(epochMillis).toString());
        } else {
            wrap("$numberLong", Long.toString(epochMillis), out);
        }
        out.writeEndObject();
    }

    private static void writeBinary(byte[] bytes, int subtype, JsonGenerator out)
            throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("$binary");
        out.writeStringField("base64", Base64.getEncoder().encodeToString(bytes));
        out.writeStringField("subType", String.format("%02x", subtype));
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void wrap(String name, String text, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField(name, text);
        out.writeEndObject();
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
