package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Delivery;
import dev.lockstep.config.Pipeline;
import dev.lockstep.event.Position;
import dev.lockstep.row.TargetChange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Collects changes into batches and writes each when it is full, when its time is up, and before
 * every checkpoint. Changes that the target has already are passed over. Watermarks say how far the
 * stream is for documents that do not change.
 */
final class JdbcTargetWriter implements StatefulSinkWriter<TargetChange, Segment> {

    private final Delivery delivery;
    private final Duration heartbeat;
    private final ProcessingTimeService timers;
    private final TargetConnection target;
    private final Progress progress;
    private final BatchTransaction transaction;
    private final Sweep sweep;
    private final Attempts attempts;
    private final WriterMetrics metrics;
    private final TableDeclarations declarations;
    private Batch batch;
    private boolean opened;
    private @Nullable ScheduledFuture<?> flushTimer;
    private @Nullable ScheduledFuture<?> heartbeatTimer;
    private @Nullable ScheduledFuture<?> sweepTimer;

    /**
     * @param progress of the key groups whose changes come to this writer, and to no other
     */
    JdbcTargetWriter(
            Pipeline pipeline,
            Progress progress,
            ProcessingTimeService timers,
            SinkWriterMetricGroup metricGroup) {
        this.delivery = pipeline.delivery();
        this.heartbeat = pipeline.source().heartbeat();
        this.timers = timers;
        this.declarations = new TableDeclarations(pipeline.collections());
        this.batch = new Batch(declarations);
        this.target = new TargetConnection(pipeline.target());
        this.progress = progress;
        this.transaction = new BatchTransaction(target, pipeline, progress);
        this.metrics = new WriterMetrics(metricGroup);
        this.sweep =
                new Sweep(
                        pipeline.name(),
                        transaction.claimSweep(),
                        transaction.deadLetters(),
                        metrics::orphansRemoved);
        metrics.schemaChangesLeft(transaction::schemaChangesLeft);
        this.attempts = new Attempts(delivery.retry(), target, transaction, metrics);
        // At once, so that a writer before this one that hangs keeps its locks no longer.
        heartbeatTimer = timers.registerTimer(timers.getCurrentProcessingTime(), this::onHeartbeat);
    }

    @Override
    public void write(TargetChange change, Context context)
            throws IOException, InterruptedException {
        open();
        if (isMark(change)) {
            mark(change);
        } else if (!progress.accept(change)) {
            metrics.replaySkipped();
            return;
        } else if (isOfUse(change)) {
            batch.add(change, progress.placeOf(change));
        }
        if (batch.size() >= delivery.batchRows() || batch.bytes() >= delivery.batchBytes()) {
            flush(false);
        } else if (flushTimer == null) {
            flushTimer = after(delivery.flushInterval(), this::onFlushTimer);
        }
    }

    private static boolean isMark(TargetChange change) {
        return change instanceof TargetChange.ReconcileBegin
                || change instanceof TargetChange.ReconcileEnd;
    }

    /**
     * One of the many, of which every key group has one, holds for the whole range. It is no event
     * of the stream: who has applied more of that than the others takes part as they do.
     */
    private void mark(TargetChange mark) throws IOException, InterruptedException {
        if (!transaction.reconciliations().isNews(mark)) {
            return;
        }
        // No begin with its end: tried again, it would begin anew what all others have ended.
        boolean ends = mark instanceof TargetChange.ReconcileEnd && !batch.marks().isEmpty();
        if (ends || !batch.takesMarks()) {
            commit();
        }
        Position place = progress.placeOf(mark);
        progress.told(place);
        batch.add(mark, place);
    }

    /** Outside of a reconciliation it tells nothing that a document was seen. */
    private boolean isOfUse(TargetChange change) {
        return !(change instanceof TargetChange.Seen seen)
                || transaction.reconciliations().isOpen(seen.table())
                || batch.marks().stream().anyMatch(mark -> isBegin(mark, seen.table()));
    }

    private static boolean isBegin(TargetChange mark, String table) {
        return mark instanceof TargetChange.ReconcileBegin begin && begin.table().equals(table);
    }

    /** Takes the range over; only what the writers before had committed tells what a replay is. */
    private void open() throws IOException, InterruptedException {
        if (!opened) {
            attempts.run("The target could not be opened", transaction::open);
            opened = true;
        }
    }

    /**
     * The source's watermark is the last millisecond before a second of cluster time: all events
     * with earlier seconds have come.
     */
    @Override
    public void writeWatermark(Watermark watermark) {
        if (watermark.getTimestamp() >= 0 && watermark.getTimestamp() < Long.MAX_VALUE) {
            long second = (watermark.getTimestamp() + 1) / 1_000;
            progress.passed(Position.before(second << 32));
        }
    }

    private ScheduledFuture<?> after(
            Duration delay, ProcessingTimeService.ProcessingTimeCallback callback) {
        return timers.registerTimer(timers.getCurrentProcessingTime() + delay.toMillis(), callback);
    }

    private void onFlushTimer(long time) throws IOException, InterruptedException {
        flushTimer = null;
        flush(false);
    }

    /** Moves the progress of a quiet range on: a job that starts from the target begins there. */
    private void onHeartbeat(long time) throws IOException, InterruptedException {
        open();
        if (batch.size() == 0 && progress.isAhead()) {
            commit();
        }
        heartbeatTimer = after(heartbeat, this::onHeartbeat);
        sweep();
    }

    /** Page by page, with other work between. */
    private void sweep() throws IOException, InterruptedException {
        boolean any = transaction.reconciliations().isAnyOpen() || sweep.isToForget();
        if (progress.isFirst() && any) {
            boolean[] more = {false};
            attempts.run(
                    "A table could not be reconciled", () -> more[0] = sweep.step(target.get()));
            if (more[0] && sweepTimer == null) {
                sweepTimer = after(Duration.ZERO, this::onSweepTimer);
            }
        }
    }

    private void onSweepTimer(long time) throws IOException, InterruptedException {
        sweepTimer = null;
        sweep();
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        if (batch.size() > 0) {
            commit();
        }
    }

    /** What is committed now is what a job that is restored from the checkpoint must find. */
    @Override
    public List<Segment> snapshotState(long checkpointId) {
        return progress.committedSegments();
    }

    private void commit() throws IOException, InterruptedException {
        attempts.run(
                "A batch of " + batch.size() + " changes could not be written",
                () -> {
                    long start = System.nanoTime();
                    BatchTransaction.Result result = transaction.write(batch);
                    metrics.committed(batch, result, System.nanoTime() - start);
                });
        metrics.applied(progress.committedTime());
        batch = new Batch(declarations);
        sweep();
    }

    @Override
    public void close() {
        Stream.of(flushTimer, heartbeatTimer, sweepTimer)
                .filter(Objects::nonNull)
                .forEach(timer -> timer.cancel(false));
        target.close();
    }
}
