package dev.lockstep.source.mongodb;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes an {@link EnumeratorState}: when the snapshot began, the version of Flink CDC's form, and
 * that form. What has a lower version is Flink CDC's alone.
 */
record EnumeratorStateSerializer(SimpleVersionedSerializer<PendingSplitsState> splits)
        implements SimpleVersionedSerializer<PendingSplitsState> {

    private static final int VERSION = 1_000;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(PendingSplitsState state) throws IOException {
        EnumeratorState whole = (EnumeratorState) state;
        byte[] form = splits.serialize(whole.splits());
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES + form.length)
                .putLong(whole.begun())
                .putInt(splits.getVersion())
                .put(form)
                .array();
    }

    @Override
    public EnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        if (version < VERSION) {
            return new EnumeratorState(splits.deserialize(version, serialized), 0);
        } else if (version > VERSION) {
            throw new IOException("A newer Lockstep wrote the source's state: " + version);
        }
        ByteBuffer buffer = ByteBuffer.wrap(serialized);
        long begun = buffer.getLong();
        int formVersion = buffer.getInt();
        byte[] form = new byte[buffer.remaining()];
        buffer.get(form);
        return new EnumeratorState(splits.deserialize(formVersion, form), begun);
    }
}
