package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;

/**
 * The job is down for longer than the oplog reaches back. By the policy {@code fail} it ends with a
 * message that says so; by {@code resnapshot} it reads everything again.
 */
final class LoseHistory implements Scenario {

    private static final String MESSAGE = "oplog no longer reaches back";

    @Override
    public String name() {
        return "an oplog overrun";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int parallelism = Writers.count(trial);
        // While everything is read again rows may go back: see docs/guarantees.md.
        trial.hold();
        try {
            String savepoint = trial.job().stopWithSavepoint();
            Overrun.run(trial);
            requireFailure(trial, parallelism, savepoint);
            trial.file().source("on_history_lost", "resnapshot");
            FlinkJob job = trial.submit(parallelism, savepoint);
            trial.ground.require(
                    "the job to say that history was lost",
                    () -> job.metric("historyLost").orElse(0) > 0);
        } finally {
            trial.file().source("on_history_lost", "fail");
            trial.workload.resume();
        }
    }

    private static void requireFailure(Trial trial, int parallelism, String savepoint)
            throws Exception {
        FlinkJob job = trial.submitOnly(trial.ground.jar(), parallelism, savepoint);
        job.awaitState("FAILED");
        trial.ground.require("the reason", () -> job.exceptions().contains(MESSAGE));
    }
}
