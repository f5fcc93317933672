package dev.lockstep.source.mongodb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a BSON timestamp from its extended JSON: {@code {"$timestamp": {"t": 5, "i": 1}}}. */
final class ClusterTimes {

    private static final Pattern FORM =
            Pattern.compile("\\{\"\\$timestamp\": \\{\"t\": (\\d+), \"i\": (\\d+)\\}\\}");

    private ClusterTimes() {}

    /** Seconds in the upper, the ordinal in the lower 32 bits. */
    static long parse(String json) {
        Matcher matcher = FORM.matcher(json);
        if (!matcher.matches()) {
            throw new IllegalStateException("Flink CDC's cluster time is not a timestamp");
        }
        return Long.parseLong(matcher.group(1)) << 32 | Long.parseLong(matcher.group(2));
    }
}
