package dev.lockstep.local.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes BSON for the engine's values. Unlike the engine's own codec it loses no type
 * ({@link OpaqueValue}) and writes an {@link EncodedDocument} without decoding it.
 */
final class Bson {
    private static final byte DOCUMENT = 3;
    private static final byte ARRAY = 4;
    private static final byte BINARY = 5;
    private static final byte UNDEFINED = 6;
    private static final byte DB_POINTER = 12;
    private static final byte SYMBOL = 14;
    private static final byte CODE_WITH_SCOPE = 15;

    private Bson() {}

    static Document readDocument(ByteBuf in) {
        Document document = new Document();
        ByteBuf body = body(in);
        for (byte type = body.readByte(); type != 0; type = body.readByte()) {
            document.put(readName(body), readValue(type, body));
        }
        return document;
    }

    /** Reads the fields of a document but leaves the documents inside encoded. */
    static Document readHead(ByteBuf in) {
        Document document = new Document();
        ByteBuf body = body(in);
        for (byte type = body.readByte(); type != 0; type = body.readByte()) {
            String name = readName(body);
            document.put(
                    name, type == DOCUMENT ? EncodedDocument.read(body) : readValue(type, body));
        }
        return document;
    }

    private static List<Object> readArray(ByteBuf in) {
        List<Object> array = new ArrayList<>();
        ByteBuf body = body(in);
        for (byte type = body.readByte(); type != 0; type = body.readByte()) {
            readName(body);
            array.add(readValue(type, body));
        }
        return array;
    }

    private static ByteBuf body(ByteBuf in) {
        return in.readSlice(in.readIntLE() - Integer.BYTES);
    }

    static String readName(ByteBuf in) {
        int length = in.bytesBefore((byte) 0);
        String name = in.toString(in.readerIndex(), length, UTF_8);
        in.skipBytes(length + 1);
        return name;
    }

    private static @Nullable Object readValue(byte type, ByteBuf in) {
        int at = in.readerIndex();
        return switch (type) {
            case DOCUMENT -> readDocument(in);
            case ARRAY -> readArray(in);
            case BINARY ->
                    isKnown(in.getByte(at + 4), in.getIntLE(at))
                            ? BsonDecoder.decodeValue(type, in)
                            : opaque(type, 4 + 1 + in.getIntLE(at), in);
            case UNDEFINED -> opaque(type, 0, in);
            case DB_POINTER -> opaque(type, 4 + in.getIntLE(at) + 12, in);
            case SYMBOL -> opaque(type, 4 + in.getIntLE(at), in);
            case CODE_WITH_SCOPE -> opaque(type, in.getIntLE(at), in);
            default -> BsonDecoder.decodeValue(type, in);
        };
    }

    /** Generic binaries and both kinds of UUID are the engine's. */
    private static boolean isKnown(byte binarySubtype, int length) {
        return binarySubtype == 0 || ((binarySubtype == 3 || binarySubtype == 4) && length == 16);
    }

    private static OpaqueValue opaque(byte type, int length, ByteBuf in) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return new OpaqueValue(type, bytes);
    }

    static void write(Map<?, ?> document, ByteBuf out) {
        int start = begin(out);
        document.forEach((name, value) -> writeElement((String) name, value, out));
        end(start, out);
    }

    private static void writeArray(Collection<?> array, ByteBuf out) {
        int start = begin(out);
        int index = 0;
        for (Object value : array) {
            writeElement(Integer.toString(index++), value, out);
        }
        end(start, out);
    }

    private static int begin(ByteBuf out) {
        int start = out.writerIndex();
        out.writeIntLE(0);
        return start;
    }

    private static void end(int start, ByteBuf out) {
        out.writeByte(0);
        out.setIntLE(start, out.writerIndex() - start);
    }

    private static void writeElement(String name, @Nullable Object value, ByteBuf out) {
        if (value instanceof EncodedDocument encoded) {
            writeHead(DOCUMENT, name, out);
            encoded.writeTo(out);
        } else if (value instanceof OpaqueValue opaque) {
            writeHead(opaque.type(), name, out);
            out.writeBytes(opaque.bytes());
        } else if (value instanceof Map<?, ?> document) {
            writeHead(DOCUMENT, name, out);
            write(document, out);
        } else if (value instanceof Collection<?> array) {
            writeHead(ARRAY, name, out);
            writeArray(array, out);
        } else {
            byte type = BsonEncoder.determineType(value);
            writeHead(type, name, out);
            BsonEncoder.encodeValue(type, value, out);
        }
    }

    private static void writeHead(byte type, String name, ByteBuf out) {
        out.writeByte(type);
        out.writeCharSequence(name, UTF_8);
        out.writeByte(0);
    }
}
