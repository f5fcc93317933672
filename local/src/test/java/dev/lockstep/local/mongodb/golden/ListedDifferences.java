package dev.lockstep.local.mongodb.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** The places where a reply differs from a real server's on purpose, each with the reason. */
final class ListedDifferences {
    private static final String FILE = "differences.properties";

    private final Properties reasons = new Properties();

    private ListedDifferences() {}

    static ListedDifferences read() throws IOException {
        ListedDifferences listed = new ListedDifferences();
        try (var in = ListedDifferences.class.getResourceAsStream(FILE);
                var reader = new InputStreamReader(in, UTF_8)) {
            listed.reasons.load(reader);
        }
        return listed;
    }

    Set<String> scenarios() {
        return reasons.stringPropertyNames().stream()
                .map(place -> place.substring(0, place.indexOf('/')))
                .collect(Collectors.toSet());
    }

    boolean has(String place) {
        return reasons.stringPropertyNames().stream().anyMatch(it -> isIn(it, place));
    }

    private static boolean isIn(String listed, String place) {
        return place.equals(listed) || place.startsWith(listed + "/");
    }

    /** The listed places of a scenario where no difference was found. */
    List<String> notNeeded(String scenario, List<String> places) {
        return reasons.stringPropertyNames().stream()
                .filter(listed -> isIn(scenario, listed))
                .filter(listed -> places.stream().noneMatch(place -> isIn(listed, place)))
                .sorted()
                .toList();
    }
}
