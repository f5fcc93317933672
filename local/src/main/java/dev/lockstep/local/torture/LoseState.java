package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import java.io.IOException;

/** All of Flink's state is gone: a new job goes on from the progress in the target. */
final class LoseState implements Scenario {

    /** What the job's main method logs. */
    private static final String RESUMED = "without Flink state the change stream begins there";

    @Override
    public String name() {
        return "lose Flink's state, resume from the target";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int parallelism = Writers.count(trial);
        long before = resumptions(trial);
        trial.hold();
        trial.job().cancel();
        trial.workload.resume();
        trial.file().source("startup", "resume");
        FlinkJob job = trial.submit(parallelism, null);
        TortureException.require(job.restoredFrom().isEmpty(), "there was state to restore");
        trial.awaitWrites();
        TortureException.require(resumptions(trial) > before, "the new job has read a snapshot");
    }

    private static long resumptions(Trial trial) throws IOException {
        String log = trial.ground.cluster.jobManager().log();
        return log.lines().filter(line -> line.contains(RESUMED)).count();
    }
}
