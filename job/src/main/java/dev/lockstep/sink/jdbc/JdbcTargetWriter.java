package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Delivery;
import dev.lockstep.config.Pipeline;
import dev.lockstep.row.TargetChange;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects changes into batches and writes each when it is full, when its time is up, and before
 * every checkpoint. Transient errors are tried again here; others fail the task.
 */
final class JdbcTargetWriter implements SinkWriter<TargetChange> {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcTargetWriter.class);

    private final Delivery delivery;
    private final ProcessingTimeService timers;
    private final TargetConnection target;
    private final BatchTransaction transaction;
    private final Backoff backoff;
    private final WriterMetrics metrics;
    private Batch batch = new Batch();
    private @Nullable ScheduledFuture<?> timer;

    JdbcTargetWriter(
            Pipeline pipeline, ProcessingTimeService timers, SinkWriterMetricGroup metricGroup) {
        this.delivery = pipeline.delivery();
        this.timers = timers;
        this.target = new TargetConnection(pipeline.target());
        this.transaction = new BatchTransaction(target, pipeline);
        this.backoff = new Backoff(delivery.retry(), ThreadLocalRandom.current());
        this.metrics = new WriterMetrics(metricGroup);
    }

    @Override
    public void write(TargetChange change, Context context)
            throws IOException, InterruptedException {
        batch.add(change);
        if (batch.size() >= delivery.batchRows() || batch.bytes() >= delivery.batchBytes()) {
            flush(false);
        } else {
            setTimer();
        }
    }

    private void setTimer() {
        if (timer == null) {
            long due = timers.getCurrentProcessingTime() + delivery.flushInterval().toMillis();
            timer = timers.registerTimer(due, this::onTimer);
        }
    }

    private void onTimer(long time) throws IOException, InterruptedException {
        timer = null;
        flush(false);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        if (batch.size() == 0) {
            return;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                long start = System.nanoTime();
                BatchTransaction.Result result = transaction.write(batch);
                metrics.committed(batch, result, System.nanoTime() - start);
                batch = new Batch();
                return;
            } catch (SQLException e) {
                target.rollback();
                retryOrFail(e, attempt);
            } catch (TargetRefusedException e) {
                target.rollback();
                throw new SuppressRestartsException(e);
            }
        }
    }

    /** Returns when the batch is to be tried again. */
    private void retryOrFail(SQLException e, int attempt) throws IOException, InterruptedException {
        SqlErrors.Kind kind = SqlErrors.classify(e);
        if (kind == SqlErrors.Kind.PERMANENT) {
            throw new SuppressRestartsException(
                    new TargetRefusedException(
                            "The target refuses the pipeline's user: "
                                    + SqlErrors.describe(e)
                                    + ". `lockstep validate --connect` names what is missing."));
        }
        boolean again = kind == SqlErrors.Kind.TRANSIENT || kind == SqlErrors.Kind.SCHEMA;
        if (!again || !backoff.allowsAfter(attempt)) {
            throw new IOException(
                    "A batch of "
                            + batch.size()
                            + " changes could not be written in "
                            + attempt
                            + " attempts: "
                            + SqlErrors.describe(e),
                    SqlErrors.withoutMessage(e));
        }
        metrics.retried();
        if (kind == SqlErrors.Kind.SCHEMA) {
            transaction.forgetSchemas();
        }
        long millis = backoff.after(attempt).toMillis();
        LOG.warn(
                "Attempt {} of a batch failed ({}), next in {} ms",
                attempt,
                SqlErrors.describe(e),
                millis);
        Thread.sleep(millis);
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.cancel(false);
        }
        target.close();
    }
}
