package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.mongodb.FailPoint;
import dev.lockstep.local.mongodb.Faults;

/** The change stream's cursor dies in every way in which it can be opened again. */
final class StreamErrors implements Scenario {

    /**
     * Cursor not found, shutdown in progress, primary stepped down; lost history, which it is not,
     * and an event over 16 MB.
     */
    private static final int[] CODES = {43, 91, 189, 280, 286, 10334};

    @Override
    public String name() {
        return "errors of the change stream";
    }

    @Override
    public void run(Trial trial) {
        Faults faults = trial.ground.mongodb().faults();
        try {
            for (int code : CODES) {
                FailPoint point = FailPoint.on("getMore").times(1).failingWith(code);
                requireReopened(trial, "error " + code, () -> faults.failCommand(point));
            }
            FailPoint closed = FailPoint.on("getMore").times(1).closingTheConnection();
            requireReopened(trial, "a lost connection", () -> faults.failCommand(closed));
        } finally {
            faults.failNoCommand();
        }
        requireReopened(trial, "a killed cursor", faults::killCursors);
    }

    private static void requireReopened(Trial trial, String error, Runnable fault) {
        FlinkJob job = trial.job();
        int attempt = job.attempt();
        double reopened = Streams.reopened(job);
        fault.run();
        trial.ground.require(
                "the stream to be opened again after " + error,
                () -> Streams.reopened(job) > reopened || job.attempt() > attempt);
        trial.awaitWrites();
    }
}
