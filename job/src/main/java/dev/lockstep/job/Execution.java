package dev.lockstep.job;

import dev.lockstep.config.Delivery;
import dev.lockstep.function.KeyGroups;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job's execution settings: what the guarantees need, over what the cluster says. */
final class Execution {

    private Execution() {}

    static void configure(
            StreamExecutionEnvironment environment, String pipeline, Delivery delivery) {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.NAME, pipeline);
        settings.set(PipelineOptions.MAX_PARALLELISM, KeyGroups.COUNT);
        // A type that would go through Kryo fails here, not in somebody's savepoint.
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                CheckpointingMode.EXACTLY_ONCE);
        // The stream begins when a checkpoint says that the snapshot is in the target. Were it in
        // flight in that checkpoint, events of other channels would come before older documents.
        settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, delivery.checkpointInterval());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        // A server that is away comes back some time: never give up, but wait longer each time.
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                Duration.ofSeconds(1));
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                Duration.ofMinutes(1));
        environment.configure(settings);
    }
}
