package dev.lockstep.typeinfo;

import dev.lockstep.event.ChangeEvent;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Serializes change events between the source and the keyed operators. */
final class ChangeEventSerializer extends ImmutableSerializer<ChangeEvent> {

    private static final long serialVersionUID = 1L;

    static final ChangeEventSerializer INSTANCE = new ChangeEventSerializer();

    @Override
    public void serialize(ChangeEvent event, DataOutputView out) throws IOException {
        Wire.writeOperation(event.operation(), out);
        Wire.writeNamespace(event.namespace(), out);
        Wire.writeText(event.documentKey(), out);
        Wire.writeText(event.document(), out);
        out.writeLong(event.clusterTime());
        Wire.writePosition(event.position(), out);
    }

    @Override
    public ChangeEvent deserialize(DataInputView in) throws IOException {
        return new ChangeEvent(
                Wire.readOperation(in),
                Wire.readNamespace(in),
                Wire.readText(in),
                Wire.readNullableText(in),
                in.readLong(),
                Wire.readPosition(in));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChangeEventSerializer;
    }

    @Override
    public int hashCode() {
        return ChangeEventSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<ChangeEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The form has no parameters: a snapshot says only which serializer wrote it. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ChangeEvent> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
