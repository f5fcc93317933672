package dev.lockstep.local.demo;

import java.util.Optional;

/** A pipeline's job on a local Flink cluster. */
public interface RunningPipeline extends AutoCloseable {

    /** Where a browser finds Flink's web UI. */
    String webUi();

    /** Why the job ended by itself, if it did. */
    Optional<Throwable> failure();

    /** Cancels the job and waits for its end. */
    @Override
    void close();
}
