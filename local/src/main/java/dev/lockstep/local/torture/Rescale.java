package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import java.util.Optional;

/** Stops the job behind a savepoint and starts it again: at parallelism 1, then 3, then 2. */
final class Rescale implements Scenario {

    @Override
    public String name() {
        return "savepoints, to parallelism 1, 3 and 2";
    }

    @Override
    public void run(Trial trial) throws Exception {
        for (int parallelism : new int[] {1, 3, 2}) {
            String savepoint = trial.job().stopWithSavepoint();
            FlinkJob job = trial.submit(parallelism, savepoint);
            trial.ground.require(
                    "the job to go on from the savepoint",
                    () -> job.restoredFrom().equals(Optional.of(savepoint)));
            long writers =
                    job.tasks().stream().filter(task -> task.vertex().contains("target")).count();
            TortureException.require(writers == parallelism, "there are " + writers + " writers");
        }
    }
}
