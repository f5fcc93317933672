package dev.lockstep.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsStateSerializer;
import org.apache.flink.cdc.connectors.base.source.assigner.state.StreamPendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitSerializer;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffsetFactory;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;

class EnumeratorStateSerializerTest {

    private static final PendingSplitsState SPLITS = new StreamPendingSplitsState(true);

    private final SimpleVersionedSerializer<PendingSplitsState> splits =
            new PendingSplitsStateSerializer(
                    new SourceSplitSerializer() {
                        @Override
                        public ChangeStreamOffsetFactory getOffsetFactory() {
                            return new ChangeStreamOffsetFactory();
                        }
                    });
    private final EnumeratorStateSerializer serializer = new EnumeratorStateSerializer(splits);

    @Test
    void keepsAllOfTheState() throws Exception {
        EnumeratorState restored =
                serializer.deserialize(
                        serializer.getVersion(),
                        serializer.serialize(new EnumeratorState(SPLITS, 42)));

        assertThat(restored.begun()).isEqualTo(42);
        assertThat(restored.splits()).isEqualTo(SPLITS);
    }

    @Test
    void readsWhatFlinkCdcAloneWrote() throws Exception {
        EnumeratorState restored =
                serializer.deserialize(splits.getVersion(), splits.serialize(SPLITS));

        assertThat(restored.begun()).isZero();
        assertThat(restored.splits()).isEqualTo(SPLITS);
    }

    @Test
    void refusesWhatIsNewer() {
        assertThatThrownBy(() -> serializer.deserialize(serializer.getVersion() + 1, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("A newer Lockstep wrote the source's state: 1001");
    }
}
