package dev.lockstep.local.demo;

import dev.lockstep.local.verify.CollectionTable;
import dev.lockstep.local.verify.Comparison;
import dev.lockstep.local.verify.ComparisonResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits until the target holds what the source holds, as long as it comes closer. */
final class Drain {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final Comparison comparison;
    private final List<CollectionTable> pairs;
    private final CountDownLatch stop;

    Drain(Comparison comparison, List<CollectionTable> pairs, CountDownLatch stop) {
        this.comparison = comparison;
        this.pairs = List.copyOf(pairs);
        this.stop = stop;
    }

    /** The first comparison without differences, or the last one if nothing moves any more. */
    ComparisonResult await(Connection target) throws SQLException, InterruptedException {
        ComparisonResult result = comparison.compare(pairs, target);
        long lastProgress = System.nanoTime();
        while (!result.inStep()
                && System.nanoTime() - lastProgress < PATIENCE.toNanos()
                && !stop.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
            ComparisonResult next = comparison.compare(pairs, target);
            if (!next.equals(result)) {
                lastProgress = System.nanoTime();
            }
            result = next;
        }
        return result;
    }
}
