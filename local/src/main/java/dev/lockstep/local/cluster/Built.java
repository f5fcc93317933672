package dev.lockstep.local.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the build has made for clusters of separate processes. */
public final class Built {

    private Built() {}

    /** The job's jar as it is submitted; empty where it was not packaged. */
    public static Optional<Path> jobJar() {
        return file("lockstep.job.jar");
    }

    /**
     * A file with the class path of Flink's processes, which stands in for the {@code lib} folder
     * of a distribution; empty where it was not built.
     */
    public static Optional<Path> clusterClassPath() {
        return file("lockstep.cluster.classpath");
    }

    private static Optional<Path> file(String property) {
        return Optional.ofNullable(System.getProperty(property))
                .map(path -> Path.of(path).normalize())
                .filter(Files::isRegularFile);
    }
}
