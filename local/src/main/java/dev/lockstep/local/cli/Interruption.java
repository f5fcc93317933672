package dev.lockstep.local.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets what runs end in order when Ctrl-C or SIGTERM ends the JVM. */
final class Interruption {

    /** On a busy machine a database server that just starts takes long until it can be stopped. */
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch end = new CountDownLatch(1);

    private Interruption() {}

    /**
     * @param stop asks what runs to end; {@link #ended} says that it has
     */
    static Interruption ends(Runnable stop) {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.await(stop)));
        return interruption;
    }

    private void await(Runnable stop) {
        stop.run();
        try {
            end.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void ended() {
        end.countDown();
    }
}
