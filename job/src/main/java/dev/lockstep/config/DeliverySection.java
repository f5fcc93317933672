package dev.lockstep.config;

import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.Quantities;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Section;
import dev.lockstep.config.yaml.Values;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The section {@code delivery}. */
final class DeliverySection {

    private static final Key<Integer> ATTEMPTS =
            Key.withDefault(
                    "attempts",
                    Scalars.integer(1, 1000),
                    "8",
                    "tries of one batch in all, before the task fails and Flink restarts it");

    private static final Key<Duration> INITIAL_BACKOFF =
            Key.withDefault(
                    "initial_backoff",
                    Quantities.duration("1ms", "10m"),
                    "100ms",
                    "the first wait");

    private static final Key<Duration> MAX_BACKOFF =
            Key.withDefault(
                    "max_backoff", Quantities.duration("1ms", "10m"), "10s", "the longest wait");

    private static final Key<Delivery.Retry> RETRY =
            Key.section(
                    "retry",
                    new Section<>(
                            List.of(ATTEMPTS, INITIAL_BACKOFF, MAX_BACKOFF),
                            DeliverySection::checkBackoff,
                            DeliverySection::buildRetry),
                    "what is done about transient errors of the target");

    private static final Key<Integer> BATCH_ROWS =
            Key.withDefault(
                    "batch_rows",
                    Scalars.integer(1, 100_000),
                    "1000",
                    "changes in one transaction at most");

    private static final Key<Long> BATCH_BYTES =
            Key.withDefault(
                    "batch_bytes",
                    Quantities.size("1KB", "1GB"),
                    "4MB",
                    "estimated bytes of changes in one transaction at most; 1 MB is 1,048,576");

    private static final Key<Duration> FLUSH_INTERVAL =
            Key.withDefault(
                    "flush_interval",
                    Quantities.duration("1ms", "1h"),
                    "200ms",
                    "how long a change waits for its batch to fill at most");

    private static final Key<Duration> CHECKPOINT_INTERVAL =
            Key.withDefault(
                    "checkpoint_interval",
                    Quantities.duration("10ms", "1d"),
                    "10s",
                    "how often Flink takes a checkpoint");

    static final Section<Delivery> SECTION =
            Section.of(
                    List.of(BATCH_ROWS, BATCH_BYTES, FLUSH_INTERVAL, CHECKPOINT_INTERVAL, RETRY),
                    DeliverySection::build);

    private DeliverySection() {}

    private static Delivery build(Values values) {
        return new Delivery(
                values.get(BATCH_ROWS),
                values.get(BATCH_BYTES),
                values.get(FLUSH_INTERVAL),
                values.get(CHECKPOINT_INTERVAL),
                values.get(RETRY));
    }

    private static void checkBackoff(Values values) {
        Optional<Duration> initial = values.find(INITIAL_BACKOFF);
        Optional<Duration> max = values.find(MAX_BACKOFF);
        if (initial.isPresent() && max.isPresent() && initial.get().compareTo(max.get()) > 0) {
            values.place(INITIAL_BACKOFF)
                    .problem("is longer than max_backoff", "at most max_backoff");
        }
    }

    private static Delivery.Retry buildRetry(Values values) {
        return new Delivery.Retry(
                values.get(ATTEMPTS), values.get(INITIAL_BACKOFF), values.get(MAX_BACKOFF));
    }
}
