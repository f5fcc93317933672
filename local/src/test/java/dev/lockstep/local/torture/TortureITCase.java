package dev.lockstep.local.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.local.cluster.Built;
import dev.lockstep.local.workload.WorkloadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code lockstep torture} does for as long as one likes, each once, to one job. */
final class TortureITCase {

    private static final long SEED = 6;
    private static final Duration AWAY = Duration.ofSeconds(6);

    /** Its logs are needed when something is wrong, and a parameterized test fails unseen by it. */
    @TempDir(factory = InTarget.class, cleanup = CleanupMode.NEVER)
    private static Path folder;

    private static Ground ground;
    private static Trial trial;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                Built.jobJar().isPresent() && Built.clusterClassPath().isPresent(),
                "needs what the build has packaged: run it by `mvn verify`");
        ground = Ground.start(SEED, folder, System.out);
        trial = Trial.streaming(ground, "torture", WorkloadOptions.of(SEED));
    }

    @AfterAll
    static void stop() {
        if (trial != null) {
            trial.close();
        }
        if (ground != null) {
            ground.close();
        }
    }

    static List<Named<Scenario>> scenarios() {
        return Scenarios.all(AWAY).stream().map(one -> Named.of(one.name(), one)).toList();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void neverShowsWhatItMustNot(Scenario scenario) throws Exception {
        ground.journal.say(scenario.name());
        scenario.run(trial);
        trial.settle();
        assertThat(trial.workload.transactions()).isPositive();
        assertThat(trial.workload.rollbacks()).isPositive();
    }

    /** Makes a folder that the next {@code mvn clean} removes. */
    static final class InTarget implements TempDirFactory {

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
                throws IOException {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "torture-");
        }
    }
}
