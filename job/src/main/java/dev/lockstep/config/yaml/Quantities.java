package dev.lockstep.config.yaml;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of values that are a whole number and a unit. */
public final class Quantities {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KB|MB|GB)");

    private Quantities() {}

    /** A duration such as 100ms, 5s, 10m, 2h, 7d. */
    public static ScalarType<Duration> duration(String min, String max) {
        return new ScalarType<>(
                "a duration from " + min + " to " + max,
                "a whole number and ms, s, m, h or d, such as 500ms",
                Set.of(Scalar.Kind.TEXT),
                false,
                Scalars.orVariable(Map.of("type", "string", "pattern", "^" + DURATION + "$")),
                text ->
                        duration(text)
                                .filter(it -> it.compareTo(duration(min).orElseThrow()) >= 0)
                                .filter(it -> it.compareTo(duration(max).orElseThrow()) <= 0));
    }

    private static Optional<Duration> duration(String text) {
        return Optional.of(DURATION.matcher(text))
                .filter(Matcher::matches)
                .map(match -> unit(match.group(2)).multipliedBy(Long.parseLong(match.group(1))));
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }

    /** A number of bytes such as 64KB, 4MB, 1GB; 1 KB is 1,024 bytes. */
    public static ScalarType<Long> size(String min, String max) {
        return new ScalarType<>(
                "a size from " + min + " to " + max,
                "a whole number and B, KB, MB or GB, such as 4MB",
                Set.of(Scalar.Kind.TEXT),
                false,
                Scalars.orVariable(Map.of("type", "string", "pattern", "^" + SIZE + "$")),
                text ->
                        size(text)
                                .filter(it -> it >= size(min).orElseThrow())
                                .filter(it -> it <= size(max).orElseThrow()));
    }

    private static Optional<Long> size(String text) {
        return Optional.of(SIZE.matcher(text))
                .filter(Matcher::matches)
                .map(match -> Long.parseLong(match.group(1)) << shift(match.group(2)));
    }

    private static int shift(String unit) {
        return 10 * List.of("B", "KB", "MB", "GB").indexOf(unit);
    }
}
