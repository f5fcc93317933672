package dev.lockstep.local.torture;

import dev.lockstep.local.mongodb.Faults;
import java.time.Duration;

/** The source does not answer for a while; then its primary steps down. */
final class SourceAway implements Scenario {

    private static final Duration AWAY = Duration.ofSeconds(6);

    @Override
    public String name() {
        return "MongoDB away, and no primary";
    }

    @Override
    public void run(Trial trial) {
        Faults faults = trial.ground.mongodb.faults();
        requireStandstill(trial, () -> faults.freeze(AWAY));
        trial.awaitWrites();
        requireStandstill(trial, () -> faults.stepDown(AWAY));
        trial.awaitWrites();
    }

    /** Whoever writes is held up: the server is really away. */
    private static void requireStandstill(Trial trial, Runnable fault) {
        fault.run();
        long changes = trial.workload.changes();
        // What was under way may still be answered.
        long few = changes + 10;
        TortureException.require(
                !trial.ground.happens(AWAY.dividedBy(2), () -> trial.workload.changes() > few),
                "the source was not away");
    }
}
