package dev.lockstep.local.torture;

import dev.lockstep.local.mongodb.Faults;
import java.time.Duration;

/**
 * The source does not answer for a while; then its primary steps down; then it is stopped and
 * started again, with what it had.
 */
final class SourceAway implements Scenario {

    private final Duration away;

    SourceAway(Duration away) {
        this.away = away;
    }

    @Override
    public String name() {
        return "MongoDB away, no primary, restarted";
    }

    @Override
    public void run(Trial trial) {
        Faults faults = trial.ground.mongodb().faults();
        requireStandstill(trial, () -> faults.freeze(away));
        trial.awaitWrites();
        requireStandstill(trial, () -> faults.stepDown(away));
        trial.awaitWrites();
        requireStandstill(trial, trial.ground.mongodb()::close);
        trial.ground.startMongoDb();
        trial.awaitWrites();
    }

    /** Whoever writes is held up: the server is really away. */
    private void requireStandstill(Trial trial, Runnable fault) {
        fault.run();
        long changes = trial.workload.changes();
        // What was under way may still be answered.
        long few = changes + 10;
        TortureException.require(
                !trial.ground.happens(away.dividedBy(2), () -> trial.workload.changes() > few),
                "the source was not away");
    }
}
