package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.workload.WorkloadOptions;
import java.time.Duration;

/**
 * {@code kill -9} of a TaskManager of another job after its snapshot, when the stream is being
 * applied and no checkpoint knows of the stream yet: it begins anew where the snapshot began, while
 * the target is further.
 */
final class KillAtHandOver implements Scenario {

    /** The stream is handed out behind a checkpoint, when all splits were known to be read. */
    private static final Duration HANDED_OUT = Duration.ofSeconds(5);

    private int runs;

    @Override
    public String name() {
        return "kill -9 a TaskManager at the hand-over to the stream";
    }

    @Override
    public void run(Trial running) throws Exception {
        Ground ground = running.ground;
        runs++;
        WorkloadOptions options = WorkloadOptions.of(ground.seed - runs);
        try (Trial trial = Trial.open(ground, "handover_" + runs, options)) {
            // No checkpoint but those that are asked for.
            trial.file().checkpointInterval("1d");
            FlinkJob job = trial.submit(2, null);
            ground.require("the snapshot's rows", () -> trial.differences().isEmpty());
            trial.recordWrites();
            trial.workload.start();
            long last = awaitStream(trial);
            trial.awaitWrites();
            kill(trial);
            ground.require(
                    "the job to go on from the last checkpoint before the stream",
                    () -> job.restoredFrom().filter(p -> p.endsWith("/chk-" + last)).isPresent());
            trial.settle();
            ground.require(
                    "events that the target had already",
                    () -> job.metric("lockstep.replayedEventsSkipped").orElse(0) > 0);
            job.cancel();
        }
        // The process may have been one of its own, too.
        running.job().awaitRunningAfter(-1);
    }

    /**
     * @return the last checkpoint before the stream
     */
    private static long awaitStream(Trial trial) {
        while (true) {
            TortureException.require(!streams(trial), "the stream is there before a checkpoint");
            long checkpoint = trial.job().checkpoint();
            if (trial.ground.happens(HANDED_OUT, () -> streams(trial))) {
                return checkpoint;
            }
        }
    }

    private static boolean streams(Trial trial) {
        return trial.number("SELECT COUNT(*) FROM lockstep_progress WHERE position <> ''") > 0;
    }

    private static void kill(Trial trial) throws Exception {
        int attempt = trial.job().attempt();
        Writers.process(trial).kill9();
        trial.ground.cluster.startTaskManager();
        trial.job().awaitRunningAfter(attempt);
    }
}
