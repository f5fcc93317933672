package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.workload.Workload;

/** A collection is dropped with all its documents, and made again; the policy is to truncate. */
final class DropCollection implements Scenario {

    private static final String DROPPED = "collectionsDropped";

    @Override
    public String name() {
        return "drop a collection and make it again";
    }

    @Override
    public void run(Trial trial) {
        FlinkJob job = trial.job();
        double dropped = job.metric(DROPPED).orElse(0);
        trial.workload.pause();
        try {
            trial.workload.drop(Workload.HOT);
        } finally {
            trial.workload.resume();
        }
        trial.ground.require(
                "the job to have seen the drop", () -> job.metric(DROPPED).orElse(0) > dropped);
    }
}
