package dev.lockstep.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The one-server ZooKeeper that keeps a cluster's leader and jobs; Flink brings it along. */
final class ZooKeeper {

    private static final String MAIN =
            "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer";
    private static final String FILE = "zoo.cfg";

    private ZooKeeper() {}

    /** The main class with its arguments. */
    static List<String> command(Path configuration) {
        String file = configuration.resolve(FILE).toString();
        return List.of(MAIN, "--zkConfigFile", file, "--peerId", "1");
    }

    static void writeConfiguration(Path configuration, Path state, int port) throws IOException {
        Path data = Files.createDirectories(state.resolve("zookeeper"));
        Files.writeString(
                configuration.resolve(FILE),
                """
                tickTime=500
                initLimit=10
                syncLimit=5
                dataDir=%s
                clientPort=%d
                clientPortAddress=%s
                admin.enableServer=false
                server.1=%3$s
                """
                        .formatted(data, port, ClusterConfiguration.HOST));
    }
}
