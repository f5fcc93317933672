package dev.lockstep.local.mongodb.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lockstep.local.mongodb.golden.ReplyComparison.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The embedded replica set answers what a MongoDB 4.4 replica set answered, command by command. The
 * recordings are not part of the project; where they are absent the test is skipped.
 */
final class GoldenITCase {
    private static final Path RECORDINGS = Path.of("..", "..", "shared", "golden");

    @TestFactory
    Stream<DynamicTest> everyReplyIsAsRecorded() throws IOException {
        assumeTrue(
                Files.isDirectory(RECORDINGS), "no recordings of a real MongoDB at " + RECORDINGS);
        ListedDifferences listed = ListedDifferences.read();
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            List<Path> scenarios =
                    files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
            assertThat(scenarios.stream().map(GoldenITCase::name).toList())
                    .as("scenarios of which differences are listed")
                    .containsAll(listed.scenarios());
            return scenarios.stream()
                    .map(file -> dynamicTest(name(file), () -> replay(file, listed)));
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".json", "");
    }

    private static void replay(Path file, ListedDifferences listed) throws IOException {
        Scenario scenario = Scenario.read(file);
        List<Difference> differences = Replay.run(scenario);
        assertThat(differences).filteredOn(it -> !listed.has(it.place())).isEmpty();
        List<String> places = differences.stream().map(Difference::place).toList();
        assertThat(listed.notNeeded(scenario.name(), places))
                .as("listed differences that there are not")
                .isEmpty();
    }
}
