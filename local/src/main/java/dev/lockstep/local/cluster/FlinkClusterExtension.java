package dev.lockstep.local.cluster;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * JUnit 5 extension, in a static field: a cluster of separate processes for a test class. Where its
 * environment names servers, {@code @Order} must put it behind theirs. Its logs stay in {@code
 * target/clusters} until the class runs again. Where the jar was not packaged, the tests are
 * skipped.
 */
public final class FlinkClusterExtension implements BeforeAllCallback, AfterAllCallback {

    private final Function<Path, ClusterOptions> options;
    private @Nullable FlinkProcesses cluster;

    /**
     * @param options for a cluster in the given folder; asked when the servers run
     */
    public FlinkClusterExtension(Function<Path, ClusterOptions> options) {
        this.options = options;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        assumeTrue(
                Built.jobJar().isPresent() && Built.clusterClassPath().isPresent(),
                "needs what the build has packaged: run it by `mvn verify`");
        Path folder =
                Path.of("target", "clusters", context.getRequiredTestClass().getSimpleName())
                        .toAbsolutePath();
        delete(folder);
        cluster = FlinkProcesses.start(options.apply(Files.createDirectories(folder)));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (cluster != null) {
            cluster.close();
        }
    }

    public FlinkProcesses cluster() {
        return requireNonNull(cluster, "the extension has not started");
    }

    /** The job's jar as it is submitted. */
    public Path jar() {
        return Built.jobJar().orElseThrow();
    }
}
