package dev.lockstep.local.run;

import java.util.Optional;
import org.apache.flink.api.common.JobStatus;

/** A pipeline's job on a local Flink cluster. */
public interface RunningPipeline extends AutoCloseable {

    /** Where a browser finds Flink's web UI. */
    String webUi();

    JobStatus status();

    /** Why the job ended by itself, if it did. */
    Optional<Throwable> failure();

    /**
     * Stops the job behind a savepoint in the settings' state folder.
     *
     * @return the savepoint's place; empty when there is no state folder or the job can't stop
     */
    Optional<String> stopWithSavepoint();

    /** Cancels the job and waits for its end. */
    @Override
    void close();
}
