package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.cluster.FlinkProcess;

/** {@code kill -9} of a TaskManager that writes. */
final class KillTaskManager implements Scenario {

    @Override
    public String name() {
        return "kill -9 a TaskManager";
    }

    @Override
    public void run(Trial trial) throws Exception {
        FlinkJob job = trial.job();
        // Something that comes again: there may just have been a checkpoint.
        trial.awaitWrites();
        int attempt = job.attempt();
        int restores = job.restores();
        FlinkProcess victim = Writers.process(trial);
        victim.kill9();
        trial.ground.cluster.startTaskManager();
        job.awaitRunningAfter(attempt);
        TortureException.require(
                job.restores() > restores, "the job was not restored from a checkpoint");
    }
}
