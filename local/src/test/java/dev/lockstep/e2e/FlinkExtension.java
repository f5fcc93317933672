package dev.lockstep.e2e;

import static java.util.Objects.requireNonNull;

import dev.lockstep.job.LockstepJob;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Flink cluster in this JVM for a test class, with one TaskManager; register it in a static
 * field, after the servers. What a test started is cancelled in its end.
 */
final class FlinkExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final int SLOTS = 4;

    private final List<RunningJob> jobs = new ArrayList<>();
    private @Nullable MiniCluster cluster;
    private int newestTaskManager;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        configuration.setString(
                "metrics.reporter.test.factory.class", JobMetrics.Factory.class.getName());
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(SLOTS)
                                .withRandomPorts()
                                .build());
        cluster.start();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (RunningJob job : jobs) {
            job.cancel();
        }
        jobs.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        cluster().closeAsync().get();
    }

    MiniCluster cluster() {
        return requireNonNull(cluster, "the extension has not started");
    }

    RunningJob start(TestPipeline pipeline, int parallelism) throws Exception {
        return start(pipeline, parallelism, SavepointRestoreSettings.none());
    }

    /** Starts the job from the savepoint, all of whose state must find its operator. */
    RunningJob restore(TestPipeline pipeline, int parallelism, String savepoint) throws Exception {
        return start(pipeline, parallelism, SavepointRestoreSettings.forPath(savepoint, false));
    }

    private RunningJob start(
            TestPipeline pipeline, int parallelism, SavepointRestoreSettings restored)
            throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism);
        LockstepJob.define(environment, pipeline.pipeline());
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        graph.setSavepointRestoreSettings(restored);
        cluster().submitJob(graph).get();
        RunningJob job = new RunningJob(cluster(), graph.getJobID(), pipeline);
        jobs.add(job);
        return job;
    }

    /** Ends the TaskManager with all that runs on it, and starts another. */
    void replaceTaskManager() throws Exception {
        cluster().terminateTaskManager(newestTaskManager).get();
        cluster().startTaskManager();
        newestTaskManager++;
    }
}
