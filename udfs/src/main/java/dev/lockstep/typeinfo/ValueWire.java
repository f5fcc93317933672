package dev.lockstep.typeinfo;

import dev.lockstep.value.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The binary form of a value: a tag, then what the tag says. */
final class ValueWire {

    private static final int NULL = 0;
    private static final int FALSE = 1;
    private static final int TRUE = 2;
    private static final int INT32 = 3;
    private static final int INT64 = 4;
    private static final int FLOAT64 = 5;
    private static final int DECIMAL = 6;
    private static final int NOT_FINITE = 7;
    private static final int TEXT = 8;
    private static final int DATE = 9;
    private static final int OBJECT_ID = 10;
    private static final int UUID = 11;
    private static final int BINARY = 12;
    private static final int JSON = 13;

    private ValueWire() {}

    static void write(Value value, DataOutputView out) throws IOException {
        if (value instanceof Value.Text text) {
            writeText(TEXT, text.value(), out);
        } else if (value instanceof Value.Null) {
            out.writeByte(NULL);
        } else if (value instanceof Value.Bool bool) {
            out.writeByte(bool.value() ? TRUE : FALSE);
        } else if (value instanceof Value.Int32 number) {
            out.writeByte(INT32);
            out.writeInt(number.value());
        } else if (value instanceof Value.Int64 number) {
            out.writeByte(INT64);
            out.writeLong(number.value());
        } else if (value instanceof Value.Float64 number) {
            out.writeByte(FLOAT64);
            out.writeDouble(number.value());
        } else if (value instanceof Value.Decimal number) {
            out.writeByte(DECIMAL);
            out.writeInt(number.value().scale());
            Wire.writeBytes(number.value().unscaledValue().toByteArray(), out);
        } else if (value instanceof Value.NotFinite number) {
            writeText(NOT_FINITE, number.text(), out);
        } else if (value instanceof Value.Date date) {
            out.writeByte(DATE);
            out.writeLong(date.epochMillis());
        } else if (value instanceof Value.ObjectId id) {
            writeText(OBJECT_ID, id.hex(), out);
        } else if (value instanceof Value.Uuid uuid) {
            writeText(UUID, uuid.value(), out);
        } else if (value instanceof Value.Binary binary) {
            out.writeByte(BINARY);
            out.writeByte(binary.subtype());
            Wire.writeBytes(binary.bytes(), out);
        } else if (value instanceof Value.Json json) {
            writeText(JSON, json.text(), out);
        }
    }

    private static void writeText(int tag, String text, DataOutputView out) throws IOException {
        out.writeByte(tag);
        Wire.writeText(text, out);
    }

    static Value read(DataInputView in) throws IOException {
        int tag = in.readByte();
        return switch (tag) {
            case NULL -> Value.Null.INSTANCE;
            case FALSE -> new Value.Bool(false);
            case TRUE -> new Value.Bool(true);
            case INT32 -> new Value.Int32(in.readInt());
            case INT64 -> new Value.Int64(in.readLong());
            case FLOAT64 -> new Value.Float64(in.readDouble());
            case DECIMAL -> {
                int scale = in.readInt();
                BigInteger unscaled = new BigInteger(Wire.readBytes(in.readInt(), in));
                yield new Value.Decimal(new BigDecimal(unscaled, scale));
            }
            case NOT_FINITE -> new Value.NotFinite(Wire.readText(in));
            case TEXT -> new Value.Text(Wire.readText(in));
            case DATE -> new Value.Date(in.readLong());
            case OBJECT_ID -> new Value.ObjectId(Wire.readText(in));
            case UUID -> new Value.Uuid(Wire.readText(in));
            case BINARY -> {
                int subtype = in.readUnsignedByte();
                yield new Value.Binary(Wire.readBytes(in.readInt(), in), subtype);
            }
            case JSON -> new Value.Json(Wire.readText(in));
            default -> throw new IOException("Unknown kind of value: " + tag);
        };
    }
}
