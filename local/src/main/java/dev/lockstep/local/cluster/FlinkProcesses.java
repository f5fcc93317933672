package dev.lockstep.local.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A Flink session cluster of separate processes: a JobManager and TaskManagers, to which the job's
 * jar is submitted as to any other cluster. A mini cluster shares one JVM and one class path; here
 * classes are loaded from the jar, child first, and everything between processes is serialized.
 */
public final class FlinkProcesses implements AutoCloseable {

    private static final String JOB_MANAGER =
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String TASK_MANAGER =
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final int JOB_MANAGER_MB = 256;
    private static final int TASK_MANAGER_MB = 256;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final FlinkProcess.Environment environment;
    private final FlinkRest rest;
    private final List<FlinkProcess> processes = new ArrayList<>();

    private FlinkProcesses(FlinkProcess.Environment environment, FlinkRest rest) {
        this.environment = environment;
        this.rest = rest;
    }

    /** Returns when all slots are there. */
    public static FlinkProcesses start(ClusterOptions options) throws IOException {
        Path folder = options.folder();
        Path configuration = Files.createDirectories(folder.resolve("conf"));
        FlinkProcess.Environment environment =
                new FlinkProcess.Environment(
                        classPath(options),
                        jvmOptions(),
                        configuration,
                        Files.createDirectories(folder.resolve("tmp")),
                        Files.createDirectories(folder.resolve("log")));
        int port = ClusterConfiguration.write(configuration, folder, options.slots());
        String address = "http://" + ClusterConfiguration.HOST + ":" + port;
        FlinkProcesses cluster = new FlinkProcesses(environment, new FlinkRest(address));
        try {
            cluster.startAll(options);
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static String classPath(ClusterOptions options) throws IOException {
        Path own = options.folder().resolve("classes");
        String file = EndsWithParent.class.getName().replace('.', '/') + ".class";
        Path target = own.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream bytes = EndsWithParent.class.getClassLoader().getResourceAsStream(file)) {
            Files.copy(bytes, target);
        }
        return own + File.pathSeparator + Files.readString(options.classPath()).strip();
    }

    /** Small and quick to start; what Flink opens on Java 17 is what this JVM opens. */
    private static List<String> jvmOptions() {
        return Stream.concat(
                        Stream.of(
                                "-XX:MaxMetaspaceSize=" + ClusterConfiguration.METASPACE_MB + "m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1"),
                        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                                .filter(option -> option.matches("--add-(opens|exports)=.*")))
                .toList();
    }

    private void startAll(ClusterOptions options) throws IOException {
        processes.add(
                FlinkProcess.start(
                        "jobmanager",
                        JOB_MANAGER,
                        JOB_MANAGER_MB,
                        List.of(),
                        options.environment(),
                        environment));
        for (int number = 1; number <= options.taskManagers(); number++) {
            String name = "taskmanager-" + number;
            processes.add(
                    FlinkProcess.start(
                            name,
                            TASK_MANAGER,
                            TASK_MANAGER_MB,
                            List.of("-D", "taskmanager.resource-id=" + name),
                            Map.of(),
                            environment));
        }
        int slots = options.taskManagers() * options.slots();
        await(
                slots + " slots",
                START_LIMIT,
                () -> rest.get("/overview").getInteger("slots-total") == slots);
    }

    /** Where a browser finds Flink's web UI. */
    public String webUi() {
        return rest.address();
    }

    /** What the REST interface answers, as text. */
    public String answer(String path) {
        return rest.text(path);
    }

    /** A log file for each process. */
    public Path logs() {
        return environment.logs();
    }

    /**
     * Submits a jar; the job may not run yet when this returns.
     *
     * @param savepoint to go on from; null for none
     * @throws FlinkRestException with the main method's exception
     */
    public FlinkJob submit(
            Path jar, List<String> arguments, int parallelism, @Nullable String savepoint) {
        String uploaded = rest.upload("/jars/upload", "jarfile", jar).getString("filename");
        Document request =
                new Document("programArgsList", arguments).append("parallelism", parallelism);
        if (savepoint != null) {
            request.append("savepointPath", savepoint);
        }
        String run = "/jars/" + Path.of(uploaded).getFileName() + "/run";
        return new FlinkJob(this, rest, rest.post(run, request).getString("jobid"));
    }

    /**
     * Returns when the condition holds. That Flink refuses to answer counts as no: it does so for
     * what is not there yet.
     *
     * @throws IllegalStateException if a process ends, or the time is over
     */
    public void await(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            FlinkRestException refusal = null;
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (FlinkRestException e) {
                refusal = e;
            }
            checkProcesses();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited too long for " + what + seeLogs(), refusal);
            }
            pause(what);
        }
    }

    private void checkProcesses() {
        processes.stream()
                .filter(process -> !process.isAlive())
                .findFirst()
                .ifPresent(
                        process -> {
                            throw new IllegalStateException(
                                    process.name() + " has ended" + seeLogs());
                        });
    }

    private String seeLogs() {
        return "; see " + environment.logs();
    }

    private static void pause(String what) {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        }
    }

    @Override
    public void close() {
        processes.forEach(FlinkProcess::stop);
    }
}
