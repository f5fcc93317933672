package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;

/** {@code kill -9} of the target in the middle of batches; it is started again. */
final class KillMySql implements Scenario {

    @Override
    public String name() {
        return "kill -9 MySQL";
    }

    @Override
    public void run(Trial trial) throws Exception {
        FlinkJob job = trial.job();
        int attempt = job.attempt();
        double retries = Writers.retries(job);
        trial.awaitWrites();
        trial.ground.mysql.kill9();
        trial.ground.mysql.startAgain();
        trial.ground.require(
                "a batch to be tried again",
                () -> Writers.retries(job) > retries || job.attempt() > attempt);
        job.awaitRunningAfter(-1);
    }
}
