package dev.lockstep.local.run;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job on a mini cluster, through its client. */
final class RunningJob implements RunningPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
    private static final int PATIENCE_SECONDS = 20;

    private final JobClient job;
    private final String webUi;
    private final Optional<Path> savepoints;
    private final CompletableFuture<?> end;
    private volatile JobStatus lastStatus = JobStatus.INITIALIZING;

    RunningJob(JobClient job, String webUi, Optional<Path> savepoints) {
        this.job = job;
        this.webUi = webUi;
        this.savepoints = savepoints;
        end = job.getJobExecutionResult();
    }

    @Override
    public String webUi() {
        return webUi;
    }

    @Override
    public JobStatus status() {
        if (end.isDone()) {
            return end.isCompletedExceptionally() ? JobStatus.FAILED : JobStatus.FINISHED;
        }
        try {
            lastStatus = job.getJobStatus().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The cluster does not tell the job's status", e);
        }
        return lastStatus;
    }

    @Override
    public Optional<Throwable> failure() {
        if (!end.isCompletedExceptionally()) {
            return Optional.empty();
        }
        return end.<Optional<Throwable>>handle((result, cause) -> Optional.of(cause)).join();
    }

    @Override
    public Optional<String> stopWithSavepoint() {
        if (end.isDone() || savepoints.isEmpty()) {
            return Optional.empty();
        }
        try {
            String folder = savepoints.get().toUri().toString();
            String savepoint =
                    job.stopWithSavepoint(false, folder, SavepointFormatType.CANONICAL)
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Optional.of(Path.of(URI.create(savepoint)).toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The job did not stop behind a savepoint", e);
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        if (end.isDone()) {
            return;
        }
        try {
            job.cancel().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            end.handle((result, cause) -> result).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The job did not end when it was cancelled", e);
        }
    }
}
