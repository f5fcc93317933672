package dev.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.Pipeline;
import dev.lockstep.config.PipelineFile;
import dev.lockstep.function.KeyGroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockstepJobTest {

    @Test
    void everyOperatorHasItsUid() {
        assertThat(graph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .containsExactlyInAnyOrder(
                        "source", "map-documents", "target", "report-dead-letters");
    }

    @Test
    void everyOperatorCanGrowToTheSameParallelism() {
        assertThat(graph().getJobGraph().getVertices())
                .extracting(JobVertex::getMaxParallelism)
                .containsOnly(KeyGroups.COUNT);
    }

    @Test
    void checkpointsAreExactlyOnceAndKept() {
        StreamExecutionEnvironment environment = environment();
        assertThat(environment.getCheckpointConfig().getCheckpointingConsistencyMode())
                .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
        assertThat(environment.getCheckpointConfig().getCheckpointInterval())
                .isEqualTo(Duration.ofSeconds(10).toMillis());
        assertThat(environment.getCheckpointConfig().getExternalizedCheckpointRetention())
                .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
    }

    /** Whatever the cluster's own configuration says. */
    @Test
    void noDocumentOfTheSnapshotIsInFlightWhenTheStreamBegins() {
        Configuration cluster = new Configuration();
        cluster.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(cluster);
        LockstepJob.define(environment, pipeline());
        assertThat(environment.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isFalse();
    }

    @Test
    void saysHowItIsCalled() {
        assertThatThrownBy(() -> LockstepJob.main(new String[] {"pipeline.yaml"}))
                .isInstanceOf(PipelineRefusedException.class)
                .hasMessageContaining("--pipeline FILE");
    }

    @Test
    void tellsEveryProblemOfAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("wrong.yaml");
        Files.writeString(file, "version: 1\nname: shop\nsurce: {}\n");

        assertThatThrownBy(() -> LockstepJob.main(new String[] {"--pipeline", file.toString()}))
                .isInstanceOf(PipelineRefusedException.class)
                .hasMessageContaining("wrong.yaml:3:1: surce")
                .hasMessageContaining("source")
                .hasMessageContaining("target")
                .hasMessageContaining("collections");
    }

    private static StreamGraph graph() {
        return environment().getStreamGraph();
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        LockstepJob.define(environment, pipeline());
        return environment;
    }

    private static Pipeline pipeline() {
        PipelineFile.Outcome outcome =
                PipelineFile.read(
                        Path.of("..", "conf", "minimal.yaml"),
                        name -> name.equals("MYSQL_PASSWORD") ? "any" : null);
        if (outcome instanceof PipelineFile.Valid valid) {
            return valid.pipeline();
        }
        throw new AssertionError(outcome);
    }
}
