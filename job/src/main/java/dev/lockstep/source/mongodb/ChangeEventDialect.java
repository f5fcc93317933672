package dev.lockstep.source.mongodb;

import java.util.concurrent.CountDownLatch;
import org.apache.flink.cdc.connectors.base.source.assigner.splitter.ChunkSplitter;
import org.apache.flink.cdc.connectors.base.source.assigner.state.ChunkSplitterState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.reader.external.FetchTask;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.dialect.MongoDBDialect;

/** Flink CDC's MongoDB dialect, with snapshot splits read by {@link SnapshotSplitTask}. */
final class ChangeEventDialect extends MongoDBDialect {

    private static final long serialVersionUID = 1L;

    private transient CountDownLatch started = new CountDownLatch(0);

    /** A latch that the next enumerator opens when it has started; its splitter waits for it. */
    CountDownLatch expectStart() {
        started = new CountDownLatch(1);
        return started;
    }

    @Override
    public ChunkSplitter createChunkSplitter(MongoDBSourceConfig config, ChunkSplitterState state) {
        return new PatientChunkSplitter(super.createChunkSplitter(config, state), started);
    }

    @Override
    @SuppressWarnings("unchecked") // Flink CDC's scan task implements FetchTask without its type
    public FetchTask<SourceSplitBase> createFetchTask(SourceSplitBase split) {
        return split.isSnapshotSplit()
                ? new SnapshotSplitTask(split.asSnapshotSplit())
                : super.createFetchTask(split);
    }
}
