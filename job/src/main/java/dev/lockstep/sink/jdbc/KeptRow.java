package dev.lockstep.sink.jdbc;

import dev.lockstep.row.TargetChange;
import dev.lockstep.typeinfo.ImmutableTypeInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterOutputStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The form in which a claim keeps a row and what belongs to it, until the row gets its key. */
final class KeptRow {

    /** As it was serialized. */
    private static final byte PLAIN = 1;

    /** The same, deflated: child rows repeat the names of their columns. */
    private static final byte DEFLATED = 2;

    /** From here on it pays to deflate. */
    private static final int LARGE = 16 * 1024;

    private final TypeSerializer<TargetChange> serializer =
            ImmutableTypeInfo.TARGET_CHANGE.createSerializer(new SerializerConfigImpl());

    byte[] bytes(TargetChange.OfRow change) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(256);
            out.writeByte(PLAIN);
            serializer.serialize(change, out);
            return out.length() < LARGE
                    ? out.getCopyOfBuffer()
                    : deflated(out.getSharedBuffer(), out.length());
        } catch (IOException e) {
            throw new UncheckedIOException("Memory takes what is written", e);
        }
    }

    private static byte[] deflated(byte[] plain, int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length / 4);
        out.write(DEFLATED);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream into = new DeflaterOutputStream(out, deflater)) {
            into.write(plain, 1, length - 1);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    TargetChange.OfRow change(byte[] bytes) {
        try {
            DataInputDeserializer in = new DataInputDeserializer(plain(bytes));
            return (TargetChange.OfRow) serializer.deserialize(in);
        } catch (IOException | RuntimeException e) {
            throw new TargetRefusedException(
                    "lockstep_keys was written by another version of Lockstep, which this one"
                            + " can't read: go on with that version or a later one.");
        }
    }

    private static byte[] plain(byte[] bytes) throws IOException {
        if (bytes[0] == PLAIN) {
            // The first rows that were kept end before the number of their child tables, which the
            // zeros give; behind others they are not read.
            return Arrays.copyOfRange(bytes, 1, bytes.length + Integer.BYTES);
        } else if (bytes[0] != DEFLATED) {
            throw new IOException("an unknown form");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(4 * bytes.length);
        try (InflaterOutputStream into = new InflaterOutputStream(out)) {
            into.write(bytes, 1, bytes.length - 1);
        }
        return out.toByteArray();
    }
}
