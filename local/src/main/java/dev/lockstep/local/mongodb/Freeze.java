package dev.lockstep.local.mongodb;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Holds back all that clients ask and all that they are answered, for a while. */
final class Freeze {
    private volatile long end = System.nanoTime();

    void begin(Duration duration) {
        end = System.nanoTime() + duration.toNanos();
    }

    /** Runs the task now, or on the loop when the freeze is over. */
    void run(EventLoop loop, Runnable task) {
        long left = end - System.nanoTime();
        if (left <= 0) {
            task.run();
        } else {
            var unused = loop.schedule(() -> run(loop, task), left, TimeUnit.NANOSECONDS);
        }
    }
}
