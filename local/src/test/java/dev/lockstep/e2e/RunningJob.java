package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.RestoredCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * A job on the test's cluster. Whatever waits here ends at once, with the job's own failure, when
 * the job fails unexpectedly: it would restart for ever.
 */
final class RunningJob {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final MiniCluster cluster;
    private final JobID id;
    private final TestPipeline pipeline;
    private long failuresExpectedUntil;

    RunningJob(MiniCluster cluster, JobID id, TestPipeline pipeline) {
        this.cluster = cluster;
        this.id = id;
        this.pipeline = pipeline;
    }

    /** Waits until the assertion holds. */
    void await(ThrowingRunnable assertion) {
        patience()
                .untilAsserted(
                        () -> {
                            failWithTheJob();
                            assertion.run();
                        });
    }

    /** Waits until the job reads the change stream: what is written from now on comes from it. */
    void awaitStreaming() {
        await(
                () -> {
                    // With startup at the end of the stream the first ones come too early.
                    pipeline.insertMarker(UUID.randomUUID().toString());
                    assertThat(pipeline.hasMarker("")).as("any marker has a row").isTrue();
                });
        awaitMarker();
    }

    /** Waits until all that was written to the source before is committed in the target. */
    void awaitDrained() throws Exception {
        // The first marker may come with a snapshot while other collections are still to be read.
        // When its row is there that is over, so the second comes from the stream.
        awaitMarker();
        awaitMarker();
        awaitCheckpoint();
    }

    private void awaitMarker() {
        String marker = UUID.randomUUID().toString();
        pipeline.insertMarker(marker);
        await(() -> assertThat(pipeline.hasMarker(marker)).as("the marker has a row").isTrue());
    }

    /** Waits for a checkpoint that begins now: all that the source has read is committed then. */
    long awaitCheckpoint() throws Exception {
        return cluster.triggerCheckpoint(id, CheckpointType.DEFAULT).get();
    }

    /** Waits until everything is drained; then source and target must be equal at once. */
    void awaitInStep() throws Exception {
        awaitDrained();
        pipeline.assertInStep();
    }

    /** Waits until the job has ended by itself. */
    JobStatus awaitEnd() {
        patience().until(() -> graph().getState().isGloballyTerminalState());
        return graph().getState();
    }

    /** Takes a savepoint and ends the job; gives the savepoint's path. */
    String stopWithSavepoint(Path folder) throws Exception {
        return cluster.stopWithSavepoint(
                        id, folder.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get();
    }

    /** Ends the job if it runs. */
    void cancel() throws Exception {
        if (!cluster.getJobStatus(id).get().isGloballyTerminalState()) {
            cluster.cancelJob(id).get();
            awaitEnd();
        }
    }

    /**
     * Waits until every task runs in a later attempt than the given one, and takes the failures so
     * far as expected.
     */
    void awaitRestartAfter(int attempt) {
        patience()
                .untilAsserted(
                        () -> {
                            assertThat(attempt()).isGreaterThan(attempt);
                            assertThat(vertices())
                                    .extracting(AccessExecutionVertex::getExecutionState)
                                    .containsOnly(ExecutionState.RUNNING);
                        });
        failuresExpectedUntil =
                failures().stream().mapToLong(ErrorInfo::getTimestamp).max().orElse(0);
    }

    /** The attempt of the job's tasks that are furthest behind; the first is 0. */
    int attempt() {
        return vertices().stream()
                .mapToInt(vertex -> vertex.getCurrentExecutionAttempt().getAttemptNumber())
                .min()
                .orElseThrow();
    }

    /** What the job's state was restored from last; null when it began with none. */
    @Nullable RestoredCheckpointStats restored() {
        return graph().getCheckpointStatsSnapshot().getLatestRestoredCheckpoint();
    }

    /** The failures of the job and its tasks so far, the oldest first. */
    List<ErrorInfo> failures() {
        AccessExecutionGraph graph = graph();
        return Stream.concat(
                        Stream.ofNullable(graph.getFailureInfo()),
                        vertices().stream().flatMap(RunningJob::failures))
                .sorted(Comparator.comparingLong(ErrorInfo::getTimestamp))
                .toList();
    }

    private static Stream<ErrorInfo> failures(AccessExecutionVertex vertex) {
        return Stream.concat(
                        vertex.getExecutionHistory().getHistoricalExecutions().stream(),
                        Stream.of(vertex.getCurrentExecutionAttempt()))
                .flatMap(execution -> execution.getFailureInfo().stream());
    }

    private void failWithTheJob() {
        for (ErrorInfo failure : failures()) {
            if (failure.getTimestamp() > failuresExpectedUntil) {
                throw new IllegalStateException(
                        "The job failed: " + failure.getExceptionAsString());
            }
        }
        JobStatus status = graph().getState();
        if (status.isGloballyTerminalState()) {
            throw new IllegalStateException("The job has ended: " + status);
        }
    }

    private List<AccessExecutionVertex> vertices() {
        return StreamSupport.stream(graph().getAllExecutionVertices().spliterator(), false)
                .map(AccessExecutionVertex.class::cast)
                .toList();
    }

    private AccessExecutionGraph graph() {
        try {
            return cluster.getExecutionGraph(id).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConditionFactory patience() {
        return Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(POLL);
    }
}
