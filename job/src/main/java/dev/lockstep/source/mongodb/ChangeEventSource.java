package dev.lockstep.source.mongodb;

import dev.lockstep.event.ChangeEvent;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.cdc.connectors.base.config.SourceConfig;
import org.apache.flink.cdc.connectors.base.source.IncrementalSource;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceRecords;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitState;
import org.apache.flink.cdc.connectors.base.source.metrics.SourceReaderMetrics;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceReader;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceReaderContext;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceSplitReader;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfigFactory;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffsetFactory;
import org.apache.flink.cdc.connectors.mongodb.source.reader.MongoDBRecordEmitter;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Flink CDC's MongoDB source with parts of it replaced: how splits are read, see {@link
 * SnapshotSplitTask} and {@link StreamSplitTask}. The splits, their assignment and state are Flink
 * CDC's.
 */
final class ChangeEventSource extends IncrementalSource<ChangeEvent, MongoDBSourceConfig> {

    private static final long serialVersionUID = 1L;

    private final StreamSettings settings;
    private final boolean rowsBefore;

    /** Whether there was an enumerator before, which left no state. */
    private transient boolean enumerated;

    /**
     * @param rowsBefore whether the target may have rows of this pipeline before it begins
     */
    ChangeEventSource(
            MongoDBSourceConfigFactory config, StreamSettings settings, boolean rowsBefore) {
        super(
                config,
                new ChangeEventDeserializer(),
                new ChangeStreamOffsetFactory(),
                new ChangeEventDialect(settings));
        this.settings = settings;
        this.rowsBefore = rowsBefore;
    }

    @Override
    public IncrementalSourceReader<ChangeEvent, MongoDBSourceConfig> createReader(
            SourceReaderContext context) throws Exception {
        context.getUserCodeClassLoader()
                .registerReleaseHookIfAbsent("lockstep-mongodb-clients", ClientPool::release);
        dialect().countIn(new StreamMetrics(context.metricGroup()));
        MongoDBSourceConfig config = configFactory.create(context.getIndexOfSubtask());
        IncrementalSourceReaderContext readerContext = new IncrementalSourceReaderContext(context);
        return new ChangeEventReader(
                new FutureCompletingBlockingQueue<>(),
                () ->
                        new IncrementalSourceSplitReader<>(
                                context.getIndexOfSubtask(),
                                dialect(),
                                config,
                                readerContext,
                                snapshotHooks),
                createRecordEmitter(config, new SourceReaderMetrics(context.metricGroup())),
                readerContext,
                config,
                sourceSplitSerializer,
                dialect());
    }

    @Override
    public SplitEnumerator<SourceSplitBase, PendingSplitsState> createEnumerator(
            SplitEnumeratorContext<SourceSplitBase> context) {
        MongoDBSourceConfig config = configFactory.create(0);
        boolean again = enumerated;
        enumerated = true;
        StreamStart start =
                config.getStartupOptions().isStreamOnly()
                        ? new StreamStart(0, false)
                        : new StreamStart(
                                ChangeStream.now(settings.watched(), config).time().getValue(),
                                again || rowsBefore);
        CountDownLatch started = dialect().expectStart();
        return new ChangeEventEnumerator(
                super.createEnumerator(new StreamStartContext(context, start)), started, start);
    }

    @Override
    public SplitEnumerator<SourceSplitBase, PendingSplitsState> restoreEnumerator(
            SplitEnumeratorContext<SourceSplitBase> context, PendingSplitsState state) {
        EnumeratorState whole = (EnumeratorState) state;
        StreamStart start = new StreamStart(whole.begun(), true);
        CountDownLatch started = dialect().expectStart();
        return new ChangeEventEnumerator(
                super.restoreEnumerator(new StreamStartContext(context, start), whole.splits()),
                started,
                start);
    }

    @Override
    public SimpleVersionedSerializer<PendingSplitsState> getEnumeratorCheckpointSerializer() {
        return new EnumeratorStateSerializer(super.getEnumeratorCheckpointSerializer());
    }

    private ChangeEventDialect dialect() {
        return (ChangeEventDialect) dataSourceDialect;
    }

    @Override
    protected RecordEmitter<SourceRecords, ChangeEvent, SourceSplitState> createRecordEmitter(
            SourceConfig config, SourceReaderMetrics metrics) {
        return new ChangeEventEmitter(
                new MongoDBRecordEmitter<>(deserializationSchema, metrics, offsetFactory), metrics);
    }
}
