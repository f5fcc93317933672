package dev.lockstep.sink.jdbc;

import dev.lockstep.row.DeadLetter;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
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
    private final Counter replayedEventsSkipped;
    private final Counter orphansRemoved;
    private final Map<DeadLetter.Code, Counter> deadLetters = new EnumMap<>(DeadLetter.Code.class);
    private volatile long lastBatchMillis;
    private volatile long appliedSeconds;

    WriterMetrics(SinkWriterMetricGroup flink) {
        this.flink = flink;
        this.group = flink.addGroup("lockstep");
        this.rowsUpserted = group.counter("rowsUpserted");
        this.rowsDeleted = group.counter("rowsDeleted");
        this.batches = group.counter("batches");
        this.retries = group.counter("batchRetries");
        this.schemaChanges = group.counter("schemaChanges");
        this.ignoredFields = group.counter("ignoredFields");
        this.replayedEventsSkipped = group.counter("replayedEventsSkipped");
        this.orphansRemoved = group.counter("orphansRemoved");
        group.<Long, Gauge<Long>>gauge("lagSeconds", this::lagSeconds);
        flink.setCurrentSendTimeGauge(() -> lastBatchMillis);
    }

    void schemaChangesLeft(IntSupplier columns) {
        group.<Integer, Gauge<Integer>>gauge("schemaChangesLeft", columns::getAsInt);
    }

    void committed(Batch batch, BatchTransaction.Result result, long nanos) {
        if (batch.size() == 0) {
            return; // only the stream's progress
        }
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

    /** How far what is committed is behind the clock; -1 before anything of the stream is. */
    private long lagSeconds() {
        long applied = appliedSeconds;
        return applied == 0 ? -1 : Math.max(0, System.currentTimeMillis() / 1_000 - applied);
    }

    /** Takes note of the cluster time up to which everything is committed. */
    void applied(long clusterTime) {
        appliedSeconds = clusterTime >>> 32;
    }

    void orphansRemoved(int rows) {
        orphansRemoved.inc(rows);
    }

    void replaySkipped() {
        replayedEventsSkipped.inc();
    }

    private Counter deadLetter(DeadLetter.Code code) {
        return deadLetters.computeIfAbsent(
                code, name -> group.addGroup("code", name.name()).counter("deadLettersWritten"));
    }

    void retried() {
        retries.inc();
    }
}
