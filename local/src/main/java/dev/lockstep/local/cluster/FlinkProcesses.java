package dev.lockstep.local.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A Flink session cluster of separate processes: a JobManager and TaskManagers, to which the job's
 * jar is submitted as to any other cluster. A mini cluster shares one JVM and one class path; here
 * classes are loaded from the jar, child first, everything between processes is serialized, and
 * each of them can be killed or frozen.
 */
public final class FlinkProcesses implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Launcher launcher;
    private final FlinkRest rest;
    private final int slots;
    private final List<FlinkProcess> processes = new ArrayList<>();
    private final List<FlinkProcess> taskManagers = new ArrayList<>();
    private @Nullable FlinkProcess jobManager;
    private int jobManagersStarted;

    private FlinkProcesses(Launcher launcher, int slots, FlinkRest rest) {
        this.launcher = launcher;
        this.slots = slots;
        this.rest = rest;
    }

    /** Returns when all slots are there. */
    public static FlinkProcesses start(ClusterOptions options) throws IOException {
        ClusterConfiguration.Ports ports = ClusterConfiguration.Ports.choose(options);
        String address = "http://" + ClusterConfiguration.HOST + ":" + ports.rest();
        FlinkProcesses cluster =
                new FlinkProcesses(
                        Launcher.create(options, ports), options.slots(), new FlinkRest(address));
        try {
            cluster.startAll(options);
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startAll(ClusterOptions options) throws IOException {
        if (options.highAvailability()) {
            processes.add(launcher.zooKeeper());
        }
        startJobManager();
        for (int number = 1; number <= options.taskManagers(); number++) {
            startTaskManager();
        }
        awaitSlots();
    }

    /**
     * Starts a JobManager, after the one before was killed; with high availability it goes on with
     * the jobs of that one.
     */
    public FlinkProcess startJobManager() throws IOException {
        String suffix = ++jobManagersStarted == 1 ? "" : "-" + jobManagersStarted;
        jobManager = started(launcher.jobManager("jobmanager" + suffix));
        return jobManager;
    }

    /** Starts one more TaskManager; {@link #awaitSlots} tells when it is there. */
    public FlinkProcess startTaskManager() throws IOException {
        FlinkProcess process =
                started(launcher.taskManager("taskmanager-" + (taskManagers.size() + 1)));
        taskManagers.add(process);
        return process;
    }

    private FlinkProcess started(FlinkProcess process) {
        processes.add(process);
        return process;
    }

    public FlinkProcess jobManager() {
        return jobManager;
    }

    /** A TaskManager by its name, which is its id in the REST interface. */
    public FlinkProcess taskManager(String name) {
        return taskManagers.stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name));
    }

    /** Waits until each living TaskManager has offered its slots, and no dead one counts. */
    public void awaitSlots() {
        long all = taskManagers.stream().filter(FlinkProcess::isAlive).count() * slots;
        await(
                all + " slots",
                START_LIMIT,
                () -> rest.get("/overview").getInteger("slots-total") == all);
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
        return launcher.logs();
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
     * @throws IllegalStateException if a process ends by itself, or the time is over
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

    /** Throws {@link IllegalStateException} if a process ended that nobody killed. */
    public void checkProcesses() {
        processes.stream()
                .filter(FlinkProcess::died)
                .findFirst()
                .ifPresent(
                        process -> {
                            throw new IllegalStateException(
                                    process.name() + " has ended" + seeLogs());
                        });
    }

    /**
     * Returns when the latch is open.
     *
     * @throws IllegalStateException if a process ends before
     */
    public void runUntil(CountDownLatch end) throws InterruptedException {
        while (!end.await(1, TimeUnit.SECONDS)) {
            checkProcesses();
        }
    }

    private String seeLogs() {
        return "; see " + logs();
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
        processes.forEach(FlinkProcess::kill9);
    }
}
