package dev.lockstep.source.mongodb;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CountDownLatch;
import org.apache.flink.cdc.connectors.base.source.assigner.splitter.ChunkSplitter;
import org.apache.flink.cdc.connectors.base.source.assigner.state.ChunkSplitterState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.reader.external.FetchTask;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.dialect.MongoDBDialect;
import org.apache.flink.cdc.connectors.mongodb.source.reader.fetch.MongoDBFetchTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Flink CDC's MongoDB dialect, with splits read by {@link SnapshotSplitTask} and {@link
 * StreamSplitTask}.
 */
final class ChangeEventDialect extends MongoDBDialect {

    private static final long serialVersionUID = 1L;

    private final StreamSettings settings;
    private transient CountDownLatch started = new CountDownLatch(0);
    private transient @Nullable StreamMetrics metrics;

    ChangeEventDialect(StreamSettings settings) {
        this.settings = settings;
    }

    /** A latch that the next enumerator opens when it has started; its splitter waits for it. */
    CountDownLatch expectStart() {
        started = new CountDownLatch(1);
        return started;
    }

    @Override
    public ChunkSplitter createChunkSplitter(MongoDBSourceConfig config, ChunkSplitterState state) {
        return new PatientChunkSplitter(super.createChunkSplitter(config, state), started);
    }

    /** What the stream's task counts; the reader's. */
    void countIn(StreamMetrics value) {
        metrics = value;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink CDC's scan task implements FetchTask without its type
    public FetchTask<SourceSplitBase> createFetchTask(SourceSplitBase split) {
        return split.isSnapshotSplit()
                ? new SnapshotSplitTask(split.asSnapshotSplit())
                : new StreamSplitTask(split.asStreamSplit(), settings, requireNonNull(metrics));
    }

    @Override
    public MongoDBFetchTaskContext createFetchTaskContext(MongoDBSourceConfig config) {
        return new StreamContext(
                this, config, super.createFetchTaskContext(config).getChangeStreamDescriptor());
    }
}
