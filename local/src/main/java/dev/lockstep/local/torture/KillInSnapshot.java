package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.workload.DocumentKey;
import dev.lockstep.local.workload.Workload;
import dev.lockstep.local.workload.WorkloadOptions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

/**
 * {@code kill -9} of a TaskManager while another job's snapshot is written: documents that have
 * rows already are deleted before their split is read again, so no event tells that these rows must
 * go.
 */
final class KillInSnapshot implements Scenario {

    private static final int DOCUMENTS = 10_000;
    private static final int DELETED = 200;

    private int runs;

    @Override
    public String name() {
        return "kill -9 a TaskManager in the snapshot";
    }

    @Override
    public void run(Trial running) throws Exception {
        Ground ground = running.ground;
        runs++;
        WorkloadOptions options = WorkloadOptions.of(ground.seed + runs).withWide(DOCUMENTS);
        try (Trial trial = Trial.open(ground, "snapshot_" + runs, options)) {
            FlinkJob job = trial.submit(2, null);
            ground.require(
                    "rows of the snapshot", () -> trial.shown(Workload.WIDE).size() > DELETED);
            int attempt = job.attempt();
            killHalfway(trial);
            ground.cluster.startTaskManager();
            job.awaitRunningAfter(attempt);
            trial.workload.start();
            trial.settle();
            ground.require(
                    "the job to remove orphans",
                    () -> job.metric("lockstep.orphansRemoved").orElse(0) > 0);
            job.cancel();
        }
        // The process may have been one of its own, too.
        running.job().awaitRunningAfter(-1);
    }

    private static void killHalfway(Trial trial) throws Exception {
        try (Connection user = trial.target.connect();
                Statement statement = user.createStatement()) {
            // Holds the writers where they are: nothing of the split is done with before its end.
            statement.execute("LOCK TABLES `" + Workload.WIDE + "` READ");
            List<DocumentKey> shown = trial.shown(Workload.WIDE);
            TortureException.require(shown.size() < DOCUMENTS, "the snapshot was over");
            Writers.process(trial).kill9();
            trial.workload.delete(shown.subList(0, DELETED));
        }
    }
}
