package dev.lockstep.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of a Flink cluster; it ends with this JVM at the latest. */
public final class FlinkProcess {

    private static final long STOP_SECONDS = 20;

    private final String name;
    private final Path log;
    private final Process process;
    private volatile boolean killed;

    private FlinkProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
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
     * @param mainClass and its arguments
     */
    static FlinkProcess start(
            String name,
            int heapMb,
            List<String> mainClass,
            Map<String, String> variables,
            Environment environment)
            throws IOException {
        Path log = environment.logs().resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xms" + heapMb + "m");
        command.add("-Xmx" + heapMb + "m");
        command.addAll(environment.jvmOptions());
        command.add("-Dlog.file=" + log);
        command.add(ClusterConfiguration.loggingOption(environment.configuration()));
        command.add("-Djava.io.tmpdir=" + environment.temporary());
        command.addAll(List.of("-cp", environment.classPath()));
        command.add(EndsWithParent.class.getName());
        command.addAll(mainClass);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(environment.logs().resolve(name + ".out").toFile());
        builder.environment().putAll(variables);
        return new FlinkProcess(name, log, builder.start());
    }

    /** Of a TaskManager: also its id in the REST interface. */
    public String name() {
        return name;
    }

    /** What it has logged so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it ended without being told to. */
    boolean died() {
        return !killed && !process.isAlive();
    }

    /** {@code kill -9}: it has no time for anything. */
    public void kill9() {
        killed = true;
        process.destroyForcibly();
        try {
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code SIGSTOP}: it stands still, with all that it holds. */
    public void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** {@code SIGCONT}: it goes on as if no time had passed. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        int status = new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
        if (status != 0) {
            throw new IOException("kill -" + signal + " of " + name + " ended with " + status);
        }
    }
}
