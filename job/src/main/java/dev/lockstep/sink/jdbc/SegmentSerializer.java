package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Keeps in a checkpoint how far the target was. */
final class SegmentSerializer implements SimpleVersionedSerializer<Segment> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(Segment segment) throws IOException {
        byte[] token = segment.position().token().getBytes(StandardCharsets.UTF_8);
        DataOutputSerializer out = new DataOutputSerializer(12 + token.length);
        out.writeInt(segment.first());
        out.writeInt(segment.last());
        out.writeInt(token.length);
        out.write(token);
        return out.getCopyOfBuffer();
    }

    @Override
    public Segment deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("Progress of a newer version: " + version);
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        int first = in.readInt();
        int last = in.readInt();
        byte[] token = new byte[in.readInt()];
        in.readFully(token);
        return new Segment(first, last, new Position(new String(token, StandardCharsets.UTF_8)));
    }
}
