package dev.lockstep.source.mongodb;

import io.debezium.relational.TableId;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.cdc.connectors.base.source.assigner.splitter.ChunkSplitter;
import org.apache.flink.cdc.connectors.base.source.assigner.state.ChunkSplitterState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;

/**
 * Splits a collection only when the enumerator has started: Flink CDC 3.5.0 begins to split in a
 * thread of its own while it still starts, and fails the job if that thread is faster.
 */
record PatientChunkSplitter(ChunkSplitter splitter, CountDownLatch started)
        implements ChunkSplitter {

    @Override
    public Collection<SnapshotSplit> generateSplits(TableId collection) throws Exception {
        started.await();
        return splitter.generateSplits(collection);
    }

    @Override
    public void open() {
        splitter.open();
    }

    @Override
    public boolean hasNextChunk() {
        return splitter.hasNextChunk();
    }

    @Override
    public ChunkSplitterState snapshotState(long checkpoint) {
        return splitter.snapshotState(checkpoint);
    }

    @Override
    public TableId getCurrentSplittingTableId() {
        return splitter.getCurrentSplittingTableId();
    }

    @Override
    public void close() throws Exception {
        splitter.close();
    }
}
