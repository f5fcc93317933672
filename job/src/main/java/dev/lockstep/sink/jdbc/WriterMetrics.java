package dev.lockstep.sink.jdbc;

import dev.lockstep.row.DeadLetter;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** What one writer did, under Flink's own sink metrics and the group {@code lockstep}. */
final class WriterMetrics {

    private final SinkWriterMetricGroup flink;
    private final MetricGroup group;
    private final Counter rowsUpserted;
    private final Counter rowsDeleted;
    private final Counter batches;
    private final Counter retries;
    private final Counter schemaChanges;
    private final Counter ignoredFields;
    private final Map<DeadLetter.Code, Counter> deadLetters = new EnumMap<>(DeadLetter.Code.class);
    private volatile long lastBatchMillis;

    WriterMetrics(SinkWriterMetricGroup flink) {
        this.flink = flink;
        this.group = flink.addGroup("lockstep");
        this.rowsUpserted = group.counter("rowsUpserted");
        this.rowsDeleted = group.counter("rowsDeleted");
        this.batches = group.counter("batches");
        this.retries = group.counter("batchRetries");
        this.schemaChanges = group.counter("schemaChanges");
        this.ignoredFields = group.counter("ignoredFields");
        flink.setCurrentSendTimeGauge(() -> lastBatchMillis);
    }

    void committed(Batch batch, BatchTransaction.Result result, long nanos) {
        lastBatchMillis = nanos / 1_000_000;
        flink.getNumRecordsSendCounter().inc(batch.size());
        flink.getNumBytesSendCounter().inc(batch.bytes());
        rowsUpserted.inc(result.upserts());
        rowsDeleted.inc(result.deletes());
        batches.inc();
        schemaChanges.inc(result.schemaChanges());
        ignoredFields.inc(result.ignoredFields());
        result.rejected().forEach(letter -> deadLetter(letter.deadLetter().code()).inc());
    }

    private Counter deadLetter(DeadLetter.Code code) {
        return deadLetters.computeIfAbsent(
                code, name -> group.addGroup("code", name.name()).counter("deadLettersWritten"));
    }

    void retried() {
        retries.inc();
    }
}
