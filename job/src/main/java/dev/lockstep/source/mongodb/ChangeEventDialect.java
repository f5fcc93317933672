package dev.lockstep.source.mongodb;

import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.reader.external.FetchTask;
import org.apache.flink.cdc.connectors.mongodb.source.dialect.MongoDBDialect;

/** Flink CDC's MongoDB dialect, with snapshot splits read by {@link SnapshotSplitTask}. */
final class ChangeEventDialect extends MongoDBDialect {

    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("unchecked") // Flink CDC's scan task implements FetchTask without its type
    public FetchTask<SourceSplitBase> createFetchTask(SourceSplitBase split) {
        return split.isSnapshotSplit()
                ? new SnapshotSplitTask(split.asSnapshotSplit())
                : super.createFetchTask(split);
    }

    /** Called in the JobManager only, when the enumerator ends. */
    @Override
    public void close() {
        ClientPool.close();
    }
}
