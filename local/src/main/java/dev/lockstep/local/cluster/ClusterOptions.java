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
 * @param environment variables for the JobManager, where the main method of a submitted jar runs;
 *     the place for secrets
 * @param settings of Flink, over those that every cluster has
 */
public record ClusterOptions(
        Path folder,
        int taskManagers,
        int slots,
        int webPort,
        boolean highAvailability,
        Map<String, String> environment,
        Map<String, String> settings) {

    public ClusterOptions {
        environment = Map.copyOf(environment);
        settings = Map.copyOf(settings);
    }

    /** Without high availability, at a free port, with Flink's own heartbeats. */
    public static ClusterOptions of(Path folder, int taskManagers, int slots) {
        return new ClusterOptions(folder, taskManagers, slots, 0, false, Map.of(), Map.of());
    }

    public ClusterOptions withWebPort(int port) {
        return new ClusterOptions(
                folder, taskManagers, slots, port, highAvailability, environment, settings);
    }

    public ClusterOptions withHighAvailability() {
        return new ClusterOptions(
                folder, taskManagers, slots, webPort, true, environment, settings);
    }

    public ClusterOptions withEnvironment(Map<String, String> variables) {
        return new ClusterOptions(
                folder, taskManagers, slots, webPort, highAvailability, variables, settings);
    }

    /**
     * For tests: a TaskManager that does not answer is lost after five seconds, not fifty. A
     * shorter time would take a busy machine for a dead process.
     */
    public ClusterOptions withShortHeartbeats() {
        return new ClusterOptions(
                folder,
                taskManagers,
                slots,
                webPort,
                highAvailability,
                environment,
                Map.of("heartbeat.interval", "500", "heartbeat.timeout", "5000"));
    }

    /** Without the environment: it holds secrets. */
    @Override
    public String toString() {
        return "ClusterOptions[folder=%s, taskManagers=%d, slots=%d]"
                .formatted(folder, taskManagers, slots);
    }
}
