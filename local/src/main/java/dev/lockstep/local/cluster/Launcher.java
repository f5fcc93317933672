package dev.lockstep.local.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the processes of one cluster, each in its role. */
final class Launcher {

    private static final String JOB_MANAGER =
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String TASK_MANAGER =
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final int JOB_MANAGER_MB = 256;
    private static final int TASK_MANAGER_MB = 256;
    private static final int ZOO_KEEPER_MB = 64;

    private final FlinkProcess.Environment environment;
    private final ClusterOptions options;

    private Launcher(FlinkProcess.Environment environment, ClusterOptions options) {
        this.environment = environment;
        this.options = options;
    }

    static Launcher create(ClusterOptions options, ClusterConfiguration.Ports ports)
            throws IOException {
        Path folder = options.folder().toAbsolutePath();
        Path configuration = Files.createDirectories(folder.resolve("conf"));
        ClusterConfiguration.write(configuration, options, ports);
        return new Launcher(
                new FlinkProcess.Environment(
                        classPath(folder),
                        jvmOptions(options),
                        configuration,
                        Files.createDirectories(folder.resolve("tmp")),
                        Files.createDirectories(folder.resolve("log"))),
                options);
    }

    private static String classPath(Path folder) throws IOException {
        Path own = folder.resolve("classes");
        String file = EndsWithParent.class.getName().replace('.', '/') + ".class";
        Path target = own.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream bytes = EndsWithParent.class.getClassLoader().getResourceAsStream(file)) {
            Files.copy(bytes, target);
        }
        Path flink =
                Built.clusterClassPath()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "Flink's class path was not built: run `mvn"
                                                        + " package`"));
        return own + File.pathSeparator + Files.readString(flink).strip();
    }

    /** Small and quick to start; what Flink opens on Java 17 is what this JVM opens. */
    private static List<String> jvmOptions(ClusterOptions options) {
        List<String> all = new ArrayList<>();
        all.add("-XX:MaxMetaspaceSize=" + ClusterConfiguration.METASPACE_MB + "m");
        all.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.matches("--add-(opens|exports)=.*"))
                .forEach(all::add);
        options.properties().forEach((name, value) -> all.add("-D" + name + "=" + value));
        return all;
    }

    Path logs() {
        return environment.logs();
    }

    FlinkProcess jobManager(String name) throws IOException {
        return FlinkProcess.start(
                name,
                JOB_MANAGER_MB,
                List.of(JOB_MANAGER, "--configDir", configuration()),
                options.environment(),
                environment);
    }

    FlinkProcess taskManager(String name) throws IOException {
        return FlinkProcess.start(
                name,
                TASK_MANAGER_MB,
                List.of(
                        TASK_MANAGER,
                        "--configDir",
                        configuration(),
                        "-D",
                        "taskmanager.resource-id=" + name),
                Map.of(),
                environment);
    }

    FlinkProcess zooKeeper() throws IOException {
        return FlinkProcess.start(
                "zookeeper",
                ZOO_KEEPER_MB,
                ZooKeeper.command(environment.configuration()),
                Map.of(),
                environment);
    }

    private String configuration() {
        return environment.configuration().toString();
    }
}
