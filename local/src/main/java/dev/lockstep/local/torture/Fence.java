package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkProcess;
import dev.lockstep.local.workload.Workload;
import dev.lockstep.local.workload.WorkloadOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;

/**
 * {@code SIGSTOP} of a TaskManager in the middle of a transaction, until it is declared lost and
 * another has taken over; then {@code SIGCONT}. The session of this job's writer is left alone, so
 * it goes on with its transaction as if nothing were, and only the fence can refuse it.
 *
 * <p>It waits for a user's lock when it is stopped, and has the lock when it wakes up. From there
 * to the fence it only talks to the server, so it comes there also when it is told to cancel.
 */
final class Fence implements Scenario {

    /** Names of pipelines begin so whose old writers keep their sessions; for tests only. */
    static final String PIPELINE = "fence_";

    /** More than it takes until the TaskManager is lost and the job runs again. */
    private static final int LOCK_WAIT_SECONDS = 100;

    private static final Duration REFUSED = Duration.ofSeconds(8);

    /** When it wakes up it may be the victim of a deadlock with the one that has taken over. */
    private static final int ROUNDS = 4;

    private int runs;

    @Override
    public String name() {
        return "freeze a TaskManager in a transaction, which the fence refuses";
    }

    @Override
    public void run(Trial running) throws Exception {
        Ground ground = running.ground;
        runs++;
        WorkloadOptions options = WorkloadOptions.of(ground.seed + runs);
        try (Trial trial = Trial.open(ground, PIPELINE + runs, options)) {
            trial.file().lockWaitSeconds(LOCK_WAIT_SECONDS);
            trial.submit(1, null);
            trial.settle();
            trial.recordWrites();
            trial.workload.start();
            trial.awaitWrites();
            // Else the snapshot may be read again, which may set rows back.
            trial.job().checkpoint();
            requireRefusal(trial);
            trial.settle();
            trial.job().cancel();
        }
        // The process may have been one of its own, too.
        running.job().awaitRunningAfter(-1);
    }

    private static void requireRefusal(Trial trial) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            FlinkProcess zombie = Writers.process(trial);
            long refusals = refusals(zombie, trial);
            freeze(zombie, trial);
            if (trial.ground.happens(REFUSED, () -> refusals(zombie, trial) > refusals)) {
                trial.ground.journal.say("the fence refused the zombie, in round " + round);
                return;
            }
        }
        throw new TortureException("no zombie came to the fence");
    }

    private static void freeze(FlinkProcess zombie, Trial trial) throws Exception {
        long epoch = epoch(trial);
        int attempt = trial.job().attempt();
        try (Connection user = trial.target.connect();
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            for (String table : Workload.COLLECTIONS) {
                statement.execute("SELECT * FROM `" + table + "` FOR UPDATE");
            }
            trial.ground.require("the writer to wait for the user", () -> waiting(trial) > 0);
            long session = waiting(trial);
            zombie.suspend();
            try {
                trial.job().awaitRunningAfter(attempt);
                trial.ground.require("another writer to take over", () -> epoch(trial) > epoch);
                user.rollback();
                trial.ground.require("the zombie to be answered", () -> isIdle(session, trial));
            } finally {
                zombie.resume();
            }
        }
    }

    /** The first session of the job that is long about a statement; 0 for none. */
    private static long waiting(Trial trial) {
        return trial.number(
                "SELECT COALESCE(MIN(id), 0) FROM information_schema.processlist WHERE db = '%s' AND user = '%s' AND command = 'Query' AND time_ms > 300"
                        .formatted(trial.name, Ground.JOB_USER));
    }

    /** It is there, and does nothing. */
    private static boolean isIdle(long session, Trial trial) {
        return trial.number(
                        "SELECT COUNT(*) FROM information_schema.processlist WHERE command = 'Sleep' AND id = "
                                + session)
                == 1;
    }

    private static long epoch(Trial trial) {
        return trial.number("SELECT MIN(epoch) FROM lockstep_progress");
    }

    private static long refusals(FlinkProcess process, Trial trial) {
        String refused = "Pipeline " + trial.name + ": another writer has taken over";
        try {
            return process.log()
                    .lines()
                    .filter(line -> line.contains("WARN") && line.contains(refused))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
