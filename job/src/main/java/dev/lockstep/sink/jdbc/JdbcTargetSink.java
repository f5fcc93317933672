package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Pipeline;
import dev.lockstep.function.KeyGroups;
import dev.lockstep.row.TargetChange;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.state.KeyGroupRange;

/**
 * Writes target changes to a MySQL or MariaDB database, several tables in one transaction per
 * batch.
 *
 * <p>flink-connector-jdbc's own sink writes one fixed SQL text, so it can't delete, nor keep the
 * order of a key's upserts and deletes; its connection provider is used here.
 */
public final class JdbcTargetSink
        implements Sink<TargetChange>, SupportsWriterState<TargetChange, Segment> {

    private static final long serialVersionUID = 1L;

    private final Pipeline pipeline;

    public JdbcTargetSink(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public SinkWriter<TargetChange> createWriter(WriterInitContext context) throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<TargetChange, Segment> restoreWriter(
            WriterInitContext context, Collection<Segment> checkpoint) throws IOException {
        context.getUserCodeClassLoader()
                .registerReleaseHookIfAbsent("lockstep-mysql-driver", MySqlDriver::release);
        return new JdbcTargetWriter(
                pipeline,
                new Progress(pipeline.name(), rangeOf(context.getTaskInfo()), checkpoint),
                context.getProcessingTimeService(),
                context.metricGroup());
    }

    @Override
    public SimpleVersionedSerializer<Segment> getWriterStateSerializer() {
        return new SegmentSerializer();
    }

    @Override
    @Deprecated
    public SinkWriter<TargetChange> createWriter(InitContext context) throws IOException {
        throw new UnsupportedOperationException("Flink 1.20 creates writers in the other way");
    }

    /** What the mapping's subtask of the same number has, which is this writer's only input. */
    private static KeyGroupRange rangeOf(TaskInfo task) {
        return KeyGroups.ofSubtask(
                task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks());
    }
}
