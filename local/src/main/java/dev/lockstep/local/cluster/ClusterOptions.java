package dev.lockstep.local.cluster;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a cluster is made of.
 *
 * @param folder an empty folder, for configuration, logs, temporary files, checkpoints and
 *     savepoints; it is left behind
 * @param taskManagers how many TaskManagers at the start
 * @param slots of each TaskManager
 * @param webPort of REST interface and web UI; 0 takes a free one
 * @param highAvailability with a ZooKeeper, so that jobs outlive the JobManager
 * @param shortHeartbeats for tests: a TaskManager that does not answer is lost after five seconds,
 *     not fifty; a shorter time would take a busy machine for a dead process
 * @param environment variables for the JobManager, where the main method of a submitted jar runs;
 *     the place for secrets
 * @param properties system properties of all processes
 */
public record ClusterOptions(
        Path folder,
        int taskManagers,
        int slots,
        int webPort,
        boolean highAvailability,
        boolean shortHeartbeats,
        Map<String, String> environment,
        Map<String, String> properties) {

    public ClusterOptions {
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
    }

    /** Without high availability, at a free port, with Flink's own heartbeats. */
    public static ClusterOptions of(Path folder, int taskManagers, int slots) {
        return new ClusterOptions(folder, taskManagers, slots, 0, false, false, Map.of(), Map.of());
    }

    public ClusterOptions withWebPort(int value) {
        return new ClusterOptions(
                folder,
                taskManagers,
                slots,
                value,
                highAvailability,
                shortHeartbeats,
                environment,
                properties);
    }

    public ClusterOptions withHighAvailability() {
        return new ClusterOptions(
                folder,
                taskManagers,
                slots,
                webPort,
                true,
                shortHeartbeats,
                environment,
                properties);
    }

    public ClusterOptions withShortHeartbeats() {
        return new ClusterOptions(
                folder,
                taskManagers,
                slots,
                webPort,
                highAvailability,
                true,
                environment,
                properties);
    }

    public ClusterOptions withEnvironment(Map<String, String> value) {
        return new ClusterOptions(
                folder,
                taskManagers,
                slots,
                webPort,
                highAvailability,
                shortHeartbeats,
                value,
                properties);
    }

    public ClusterOptions withProperties(Map<String, String> value) {
        return new ClusterOptions(
                folder,
                taskManagers,
                slots,
                webPort,
                highAvailability,
                shortHeartbeats,
                environment,
                value);
    }

    /** Without the environment: it holds secrets. */
    @Override
    public String toString() {
        return "ClusterOptions[folder=%s, taskManagers=%d, slots=%d]"
                .formatted(folder, taskManagers, slots);
    }
}
