package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;

/** {@code kill -9} of the JobManager; another takes its jobs over from ZooKeeper. */
final class KillJobManager implements Scenario {

    @Override
    public String name() {
        return "kill -9 the JobManager";
    }

    @Override
    public void run(Trial trial) throws Exception {
        FlinkJob job = trial.job();
        // Else there may be nothing to take over but the savepoint that the job was started from.
        job.awaitCheckpoint();
        trial.ground.cluster.jobManager().kill9();
        trial.ground.cluster.startJobManager();
        job.awaitRunningAfter(-1);
        trial.ground.require(
                "the new JobManager to have restored the job from a checkpoint",
                () -> job.restoredFrom().filter(path -> path.contains("/chk-")).isPresent());
    }
}
