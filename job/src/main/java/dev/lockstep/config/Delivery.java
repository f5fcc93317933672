package dev.lockstep.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How rows are delivered.
 *
 * @param batchRows changes in one transaction at most
 * @param batchBytes estimated bytes of changes in one transaction at most
 * @param flushInterval how long a change waits for its batch to fill at most
 * @param checkpointInterval how often Flink takes a checkpoint
 * @param retry what is done about transient errors before the task fails
 */
public record Delivery(
        int batchRows,
        long batchBytes,
        Duration flushInterval,
        Duration checkpointInterval,
        Retry retry)
        implements Serializable {

    /**
     * Exponential backoff with jitter.
     *
     * @param attempts tries of one batch in all, at least 1
     * @param initialBackoff the first wait
     * @param maxBackoff the longest wait
     */
    public record Retry(int attempts, Duration initialBackoff, Duration maxBackoff)
            implements Serializable {}
}
