package dev.lockstep.local.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Flink's and log4j's configuration files of one cluster, all of it on the loopback interface. */
final class ClusterConfiguration {

    static final String HOST = "127.0.0.1";
    static final int METASPACE_MB = 192;

    private static final String LOGGING = "log4j2.properties";

    private ClusterConfiguration() {}

    /**
     * Where a cluster is found.
     *
     * @param rest port of the REST interface, kept by a JobManager that is started again
     * @param zooKeeper its port; 0 without high availability
     */
    record Ports(int rest, int zooKeeper) {

        static Ports choose(ClusterOptions options) throws IOException {
            return new Ports(
                    options.webPort() == 0 ? freePort() : options.webPort(),
                    options.highAvailability() ? freePort() : 0);
        }
    }

    /** Writes them. */
    static void write(Path configuration, ClusterOptions options, Ports ports) throws IOException {
        Path state = options.folder();
        Map<String, Object> settings = new LinkedHashMap<>();
        addAddresses(settings, ports.rest());
        addMemory(settings);
        if (options.highAvailability()) {
            addHighAvailability(settings, ports.zooKeeper(), state);
            ZooKeeper.writeConfiguration(configuration, state, ports.zooKeeper());
        }
        settings.put("taskmanager.numberOfTaskSlots", options.slots());
        // Else Flink fills one TaskManager first, and the end of another one hurts nobody.
        settings.put("taskmanager.load-balance.mode", "SLOTS");
        // Else a TaskManager that is up before the JobManager waits 10 s.
        settings.put("cluster.registration.error-delay", "200 ms");
        settings.put("web.refresh-interval", 50);
        settings.put("metrics.fetcher.update-interval", 500);
        settings.put("execution.checkpointing.dir", state.resolve("checkpoints").toUri());
        settings.put("execution.checkpointing.savepoint-dir", state.resolve("savepoints").toUri());
        if (options.shortHeartbeats()) {
            settings.put("heartbeat.interval", 500);
            settings.put("heartbeat.timeout", 5000);
        }
        Files.writeString(configuration.resolve("config.yaml"), yaml(settings));
        writeLogging(configuration);
    }

    /** How a process finds the logging configuration. */
    static String loggingOption(Path configuration) {
        return "-Dlog4j2.configurationFile=" + configuration.resolve(LOGGING).toUri();
    }

    private static void addAddresses(Map<String, Object> settings, int restPort)
            throws IOException {
        settings.put("jobmanager.rpc.address", HOST);
        settings.put("jobmanager.rpc.port", freePort());
        settings.put("jobmanager.bind-host", HOST);
        settings.put("blob.server.port", freePort());
        settings.put("rest.address", HOST);
        settings.put("rest.bind-address", HOST);
        settings.put("rest.port", restPort);
        settings.put("taskmanager.host", HOST);
        settings.put("taskmanager.bind-host", HOST);
    }

    /** A JobManager that comes next takes over once the session of the one before has ended. */
    private static void addHighAvailability(Map<String, Object> settings, int port, Path state) {
        settings.put("high-availability.type", "zookeeper");
        settings.put("high-availability.zookeeper.quorum", HOST + ":" + port);
        settings.put("high-availability.zookeeper.client.session-timeout", "5 s");
        settings.put("high-availability.storageDir", state.resolve("ha").toUri());
    }

    /** A TaskManager whose start script has not worked out its memory needs all of these. */
    private static void addMemory(Map<String, Object> settings) {
        settings.put("taskmanager.cpu.cores", 1);
        settings.put("taskmanager.memory.framework.heap.size", "64m");
        settings.put("taskmanager.memory.task.heap.size", "192m");
        settings.put("taskmanager.memory.framework.off-heap.size", "64m");
        settings.put("taskmanager.memory.task.off-heap.size", "0");
        settings.put("taskmanager.memory.managed.size", "0");
        settings.put("taskmanager.memory.network.min", "32m");
        settings.put("taskmanager.memory.network.max", "32m");
        settings.put("taskmanager.memory.jvm-metaspace.size", METASPACE_MB + "m");
        settings.put("taskmanager.memory.jvm-overhead.min", "64m");
        settings.put("taskmanager.memory.jvm-overhead.max", "64m");
    }

    private static String yaml(Map<String, Object> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + ": " + setting.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static void writeLogging(Path configuration) throws IOException {
        try (InputStream logging = ClusterConfiguration.class.getResourceAsStream(LOGGING)) {
            Files.write(configuration.resolve(LOGGING), logging.readAllBytes());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
