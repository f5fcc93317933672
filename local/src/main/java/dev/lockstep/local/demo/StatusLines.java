package dev.lockstep.local.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line every two seconds, for logs and pipes. */
final class StatusLines implements Display {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final PrintStream out;
    private Duration next = Duration.ZERO;
    private boolean ready;

    StatusLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Status status) {
        if (!ready && status.readyAfter().isPresent()) {
            ready = true;
            out.println(
                    "Ready (changes flowing) after " + Status.seconds(status.readyAfter().get()));
        }
        if (status.elapsed().compareTo(next) >= 0) {
            next = status.elapsed().plus(EVERY);
            out.println(line(status));
        }
    }

    static String line(Status status) {
        Status.Table total = status.total();
        return String.format(
                Locale.ROOT,
                "%4d s  rows %,d of %,d and %,d of elements  %,.0f changes/s"
                        + "  lag p50 %,d ms p99 %,d ms  dead %,d",
                status.elapsed().toSeconds(),
                total.rows(),
                total.documents(),
                status.childRows(),
                total.changesPerSecond(),
                status.lagP50(),
                status.lagP99(),
                status.deadLetters());
    }

    @Override
    public void close() {}
}
