package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Delivery;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before a transaction is tried again: exponential, with jitter. */
final class Backoff {

    private final Delivery.Retry retry;
    private final RandomGenerator random;

    Backoff(Delivery.Retry retry, RandomGenerator random) {
        this.retry = retry;
        this.random = random;
    }

    /** Whether there is another attempt after this one, counted from 1. */
    boolean allowsAfter(int attempt) {
        return attempt < retry.attempts();
    }

    /** The wait after a failed attempt: half to all of the exponential step, so writers part. */
    Duration after(int attempt) {
        long step = retry.initialBackoff().toMillis() << Math.min(attempt - 1, 20);
        long bounded = Math.min(step, retry.maxBackoff().toMillis());
        return Duration.ofMillis(bounded / 2 + random.nextLong(bounded / 2 + 1));
    }
}
