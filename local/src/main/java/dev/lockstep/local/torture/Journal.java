package dev.lockstep.local.torture;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Says what is done, and when: what a person needs to see what went wrong. */
final class Journal {

    private final PrintStream out;
    private final long start = System.nanoTime();

    Journal(PrintStream out) {
        this.out = out;
    }

    void say(String what) {
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds, what);
    }
}
