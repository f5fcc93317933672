package dev.lockstep.source.mongodb;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.jspecify.annotations.Nullable;

/**
 * Flink CDC's enumerator, which says when it has started, see {@link PatientChunkSplitter}, and
 * keeps with its state where the stream is to begin.
 */
record ChangeEventEnumerator(
        SplitEnumerator<SourceSplitBase, PendingSplitsState> enumerator,
        CountDownLatch started,
        StreamStart streamStart)
        implements SplitEnumerator<SourceSplitBase, PendingSplitsState> {

    @Override
    public void start() {
        enumerator.start();
        started.countDown();
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        enumerator.handleSplitRequest(subtask, host);
    }

    @Override
    public void addSplitsBack(List<SourceSplitBase> splits, int subtask) {
        streamStart.afterRestart();
        enumerator.addSplitsBack(splits, subtask);
    }

    @Override
    public void addReader(int subtask) {
        enumerator.addReader(subtask);
    }

    @Override
    public PendingSplitsState snapshotState(long checkpoint) throws Exception {
        return new EnumeratorState(enumerator.snapshotState(checkpoint), streamStart.begun());
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        enumerator.handleSourceEvent(subtask, event);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        enumerator.notifyCheckpointComplete(checkpoint);
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) throws Exception {
        enumerator.notifyCheckpointAborted(checkpoint);
    }

    @Override
    public void close() throws IOException {
        enumerator.close();
    }
}
