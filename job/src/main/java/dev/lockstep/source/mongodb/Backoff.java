package dev.lockstep.source.mongodb;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits longer after each failure in a row, and says when there were too many. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int ENOUGH = 8;

    private int failures;

    void reset() {
        failures = 0;
    }

    /** Counts a failure; whether it is to be tried again. */
    boolean permits() {
        return ++failures <= ENOUGH;
    }

    int failures() {
        return failures;
    }

    /** Waits, at random between half of the time and all of it. */
    void await() throws InterruptedException {
        long millis = Math.min(FIRST.toMillis() << (failures - 1), LONGEST.toMillis());
        Thread.sleep(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }
}
