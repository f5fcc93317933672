package dev.lockstep.local.shop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps a loop to a rate; what was missed for more than a second is not caught up. */
final class Pace {

    private static final long LATE = TimeUnit.SECONDS.toNanos(1);

    private final long nanosPerUnit;
    private long due = System.nanoTime();

    Pace(int unitsPerSecond) {
        nanosPerUnit = TimeUnit.SECONDS.toNanos(1) / unitsPerSecond;
    }

    /** Returns when as many units may have passed, or earlier when the thread is woken. */
    void await(int units) {
        long now = System.nanoTime();
        due = Math.max(due, now - LATE) + units * nanosPerUnit;
        if (due > now) {
            LockSupport.parkNanos(this, due - now);
        }
    }
}
