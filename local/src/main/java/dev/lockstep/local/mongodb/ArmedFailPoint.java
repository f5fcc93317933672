package dev.lockstep.local.mongodb;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One of the server's fail points: how it is set, and how often it was hit. */
final class ArmedFailPoint {
    private FailPoint point = FailPoint.on().times(0);
    private int toSkip;
    private int left;
    private int hits;

    /** Sets it anew; returns how often it was hit before. */
    synchronized int set(FailPoint value) {
        int before = hits;
        point = value;
        toSkip = value.mode().skip();
        left = value.mode().times();
        hits = 0;
        return before;
    }

    /** What is to happen to the command; null for nothing. Commands that don't fit don't count. */
    synchronized @Nullable FailPoint hit(Request request, Predicate<FailPoint> fits) {
        if (left == 0 || !point.concerns(request) || !fits.test(point)) {
            return null;
        }
        if (toSkip > 0) {
            toSkip--;
            return null;
        }
        if (ThreadLocalRandom.current().nextDouble() >= point.mode().probability()) {
            return null;
        }
        hits++;
        if (left != Integer.MAX_VALUE) {
            left--;
        }
        return point;
    }
}
