package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.cluster.FlinkProcess;
import java.util.List;

/** The tasks that write to the target. */
final class Writers {

    private Writers() {}

    /** The TaskManager of the first writer. */
    static FlinkProcess process(Trial trial) {
        return trial.ground.cluster.taskManager(tasks(trial).get(0).taskManager());
    }

    static int count(Trial trial) {
        return tasks(trial).size();
    }

    private static List<FlinkJob.Task> tasks(Trial trial) {
        List<FlinkJob.Task> tasks =
                trial.job().tasks().stream()
                        .filter(task -> task.vertex().contains("target"))
                        .filter(task -> task.state().equals("RUNNING"))
                        .toList();
        TortureException.require(!tasks.isEmpty(), "no writer runs");
        return tasks;
    }

    /** How often batches were tried again since the last restart. */
    static double retries(FlinkJob job) {
        return job.metric("lockstep.batchRetries").orElse(0);
    }
}
