package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Delivery;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries a transaction again after transient errors; others fail the task, or the job for good. */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Backoff backoff;
    private final TargetConnection target;
    private final BatchTransaction transaction;
    private final WriterMetrics metrics;

    /** Work in one transaction, which is rolled back when it throws. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    Attempts(
            Delivery.Retry retry,
            TargetConnection target,
            BatchTransaction transaction,
            WriterMetrics metrics) {
        this.backoff = new Backoff(retry, ThreadLocalRandom.current());
        this.target = target;
        this.transaction = transaction;
        this.metrics = metrics;
    }

    /**
     * @param failure what to say when the last attempt fails
     */
    void run(String failure, Work work) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (SQLException e) {
                target.rollback();
                retryOrFail(e, attempt, failure);
            } catch (TargetRefusedException e) {
                target.rollback();
                throw new SuppressRestartsException(e);
            } catch (FencedException e) {
                target.rollback();
                throw e;
            }
        }
    }

    /** Returns when the work is to be tried again. */
    private void retryOrFail(SQLException e, int attempt, String failure)
            throws IOException, InterruptedException {
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
                    failure + " in " + attempt + " attempts: " + SqlErrors.describe(e),
                    SqlErrors.withoutMessage(e));
        }
        metrics.retried();
        if (kind == SqlErrors.Kind.SCHEMA) {
            transaction.forgetSchemas();
        }
        long millis = backoff.after(attempt).toMillis();
        LOG.warn(
                "Attempt {} at the target failed ({}), next in {} ms",
                attempt,
                SqlErrors.describe(e),
                millis);
        Thread.sleep(millis);
    }
}
