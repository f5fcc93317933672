package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Keeps in a checkpoint how far the target was. */
final class SegmentSerializer implements SimpleVersionedSerializer<Segment> {

    private static final int VERSION = 2;

    /** Had no commits. */
    private static final int FIRST_VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(Segment segment) throws IOException {
        byte[] token = segment.position().token().getBytes(StandardCharsets.UTF_8);
        DataOutputSerializer out = new DataOutputSerializer(20 + token.length);
        out.writeInt(segment.first());
        out.writeInt(segment.last());
        out.writeInt(token.length);
        out.write(token);
        out.writeLong(segment.commits());
        return out.getCopyOfBuffer();
    }

    @Override
    public Segment deserialize(int version, byte[] bytes) throws IOException {
        if (version < FIRST_VERSION || version > VERSION) {
            throw new IOException("Progress of a newer version: " + version);
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        int first = in.readInt();
        int last = in.readInt();
        byte[] token = new byte[in.readInt()];
        in.readFully(token);
        Position position = new Position(new String(token, StandardCharsets.UTF_8));
        return new Segment(first, last, position, version == FIRST_VERSION ? 0 : in.readLong());
    }
}
