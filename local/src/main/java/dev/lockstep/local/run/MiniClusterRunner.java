package dev.lockstep.local.run;

import dev.lockstep.config.Pipeline;
import java.nio.file.Path;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a pipeline's job on a Flink mini cluster with web UI in this JVM. */
public final class MiniClusterRunner implements PipelineRunner {

    private static final String ADDRESS = "127.0.0.1";

    /** Defines a pipeline's data flow. */
    @FunctionalInterface
    public interface Workflow {
        void define(StreamExecutionEnvironment environment, Pipeline pipeline) throws Exception;
    }

    private final Workflow workflow;

    public MiniClusterRunner(Workflow workflow) {
        this.workflow = workflow;
    }

    @Override
    public RunningPipeline start(Pipeline pipeline, LocalSettings settings) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration(settings));
        environment.setParallelism(settings.parallelism());
        workflow.define(environment, pipeline);
        return new RunningJob(
                environment.executeAsync(pipeline.name()),
                "http://" + ADDRESS + ":" + settings.webPort(),
                settings.state().map(state -> state.resolve("savepoints")));
    }

    private static Configuration configuration(LocalSettings settings) {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, ADDRESS);
        configuration.set(RestOptions.BIND_ADDRESS, ADDRESS);
        configuration.set(RestOptions.PORT, settings.webPort());
        configuration.set(RestOptions.BIND_PORT, Integer.toString(settings.webPort()));
        settings.state()
                .map(state -> state.resolve("checkpoints").toUri().toString())
                .ifPresent(
                        folder ->
                                configuration.set(
                                        CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder));
        settings.from()
                .map(path -> Path.of(path).toUri().toString())
                .ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
        settings.restarts()
                .ifPresent(
                        restarts ->
                                configuration.set(
                                        RestartStrategyOptions
                                                .RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS,
                                        restarts));
        return configuration;
    }
}
