package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;

/** All of Flink's state is gone: a new job goes on from the progress in the target. */
final class LoseState implements Scenario {

    @Override
    public String name() {
        return "lose Flink's state, resume from the target";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int parallelism = Writers.count(trial);
        trial.hold();
        trial.job().cancel();
        trial.workload.resume();
        trial.file().source("startup", "resume");
        FlinkJob job = trial.submit(parallelism, null);
        TortureException.require(job.restoredFrom().isEmpty(), "there was state to restore");
        trial.awaitWrites();
        // A snapshot writes every row, a stream that goes on only what was changed.
        TortureException.require(trial.writtenAgain() == 0, "the new job has read a snapshot");
    }
}
