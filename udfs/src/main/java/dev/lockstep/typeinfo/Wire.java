package dev.lockstep.typeinfo;

import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of the binary form. Texts are a length and UTF-8, which for the mostly ASCII documents
 * is half the work and size of Flink's character-wise {@code StringValue}; null is the length -1.
 */
final class Wire {

    private Wire() {}

    static void writeText(@Nullable String text, DataOutputView out) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
    }

    static @Nullable String readNullableText(DataInputView in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(readBytes(length, in), StandardCharsets.UTF_8);
    }

    static String readText(DataInputView in) throws IOException {
        return new String(readBytes(in.readInt(), in), StandardCharsets.UTF_8);
    }

    static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] readBytes(int length, DataInputView in) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    static void writeOperation(Operation operation, DataOutputView out) throws IOException {
        out.writeByte(
                switch (operation) {
                    case READ -> 'r';
                    case INSERT -> 'i';
                    case UPDATE -> 'u';
                    case REPLACE -> 'p';
                    case DELETE -> 'd';
                    case SEEN -> 's';
                    case RECONCILE_BEGIN -> 'b';
                    case RECONCILE_END -> 'e';
                });
    }

    static Operation readOperation(DataInputView in) throws IOException {
        byte code = in.readByte();
        return switch (code) {
            case 'r' -> Operation.READ;
            case 'i' -> Operation.INSERT;
            case 'u' -> Operation.UPDATE;
            case 'p' -> Operation.REPLACE;
            case 'd' -> Operation.DELETE;
            case 's' -> Operation.SEEN;
            case 'b' -> Operation.RECONCILE_BEGIN;
            case 'e' -> Operation.RECONCILE_END;
            default -> throw new IOException("Unknown operation: " + code);
        };
    }

    static void writeNamespace(Namespace namespace, DataOutputView out) throws IOException {
        writeText(namespace.database(), out);
        writeText(namespace.collection(), out);
    }

    static Namespace readNamespace(DataInputView in) throws IOException {
        return new Namespace(readText(in), readText(in));
    }

    static void writePosition(@Nullable Position position, DataOutputView out) throws IOException {
        writeText(position == null ? null : position.token(), out);
    }

    static @Nullable Position readPosition(DataInputView in) throws IOException {
        String token = readNullableText(in);
        return token == null ? null : new Position(token);
    }
}
