package dev.lockstep.source.mongodb;

import dev.lockstep.event.ChangeEvent;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceRecords;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitSerializer;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitState;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceReader;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceReaderContext;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceSplitReader;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.core.io.InputStatus;

/**
 * Flink CDC's reader, which counts as idle until it tells the stream's time: at most one reader has
 * the stream, and all others must not hold that time back.
 */
@SuppressWarnings("try") // Flink's close() may throw any exception
final class ChangeEventReader extends IncrementalSourceReader<ChangeEvent, MongoDBSourceConfig> {

    private boolean toldIdle;

    ChangeEventReader(
            FutureCompletingBlockingQueue<RecordsWithSplitIds<SourceRecords>> queue,
            Supplier<IncrementalSourceSplitReader<MongoDBSourceConfig>> splitReader,
            RecordEmitter<SourceRecords, ChangeEvent, SourceSplitState> emitter,
            IncrementalSourceReaderContext context,
            MongoDBSourceConfig config,
            SourceSplitSerializer serializer,
            ChangeEventDialect dialect) {
        super(
                queue,
                splitReader,
                emitter,
                context.getSourceReaderContext().getConfiguration(),
                context,
                config,
                serializer,
                dialect);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<ChangeEvent> output) throws Exception {
        if (!toldIdle) {
            toldIdle = true;
            // The stream's watermarks, on its split's output, make the reader active.
            output.markIdle();
        }
        return super.pollNext(output);
    }
}
