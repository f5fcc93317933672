package dev.lockstep.config;

import java.io.Serializable;
import java.time.Instant;

/** Where a pipeline without Flink state begins. */
public sealed interface Startup extends Serializable {

    /** {@code initial}: a snapshot of every collection, then the change stream. */
    record Initial() implements Startup {}

    /** {@code latest}: the change stream from now on. */
    record Latest() implements Startup {}

    /** {@code timestamp}: the change stream from a cluster time on. */
    record AtTimestamp(Instant time) implements Startup {}

    /**
     * {@code resume}: the change stream from where the target is; a snapshot before it when the
     * target does not tell.
     */
    record Resume() implements Startup {}

    /** {@code snapshot-only}: a snapshot of every collection, then the job ends. */
    record SnapshotOnly() implements Startup {}
}
