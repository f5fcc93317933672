package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;

/** The task that reads the change stream. */
final class Streams {

    private Streams() {}

    /** How often it opened the stream again since the last restart. */
    static double reopened(FlinkJob job) {
        return job.metric("streamReopened").orElse(0);
    }
}
