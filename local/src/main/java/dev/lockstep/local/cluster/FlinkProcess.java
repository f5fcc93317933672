package dev.lockstep.local.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of a Flink cluster; it ends with this JVM at the latest. */
final class FlinkProcess {

    private static final long STOP_SECONDS = 20;

    private final String name;
    private final Process process;

    private FlinkProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** What all processes of a cluster have in common. */
    record Environment(
            String classPath,
            List<String> jvmOptions,
            Path configuration,
            Path temporary,
            Path logs) {}

    /**
     * Starts a JVM.
     *
     * @param name of its log file
     * @param mainClass Flink's entry point of this role
     */
    static FlinkProcess start(
            String name,
            String mainClass,
            int heapMb,
            List<String> arguments,
            Map<String, String> variables,
            Environment environment)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xms" + heapMb + "m");
        command.add("-Xmx" + heapMb + "m");
        command.addAll(environment.jvmOptions());
        command.add("-Dlog.file=" + environment.logs().resolve(name + ".log"));
        command.add(ClusterConfiguration.loggingOption(environment.configuration()));
        command.add("-Djava.io.tmpdir=" + environment.temporary());
        command.addAll(List.of("-cp", environment.classPath()));
        command.addAll(List.of(EndsWithParent.class.getName(), mainClass));
        command.addAll(List.of("--configDir", environment.configuration().toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(environment.logs().resolve(name + ".out").toFile());
        builder.environment().putAll(variables);
        return new FlinkProcess(name, builder.start());
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it: nothing that it holds is worth an orderly end. */
    void stop() {
        process.destroyForcibly();
        try {
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
