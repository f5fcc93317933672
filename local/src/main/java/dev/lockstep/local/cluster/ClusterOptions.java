package dev.lockstep.local.cluster;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a cluster is made of.
 *
 * @param classPath a file with the class path of Flink's processes, which stands in for the {@code
 *     lib} folder of a distribution
 * @param folder an empty folder, for configuration, logs, temporary files, checkpoints and
 *     savepoints; it is left behind
 * @param taskManagers how many TaskManagers
 * @param slots of each TaskManager
 * @param environment variables for the JobManager, where the main method of a submitted jar runs;
 *     the place for secrets
 */
public record ClusterOptions(
        Path classPath, Path folder, int taskManagers, int slots, Map<String, String> environment) {

    public ClusterOptions {
        environment = Map.copyOf(environment);
    }

    /** Without the environment: it holds secrets. */
    @Override
    public String toString() {
        return "ClusterOptions[folder=%s, taskManagers=%d, slots=%d]"
                .formatted(folder, taskManagers, slots);
    }
}
