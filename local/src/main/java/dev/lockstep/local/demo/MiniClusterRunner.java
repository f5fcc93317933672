package dev.lockstep.local.demo;

import dev.lockstep.config.Pipeline;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a pipeline's job on a Flink mini cluster with web UI in this JVM. */
public final class MiniClusterRunner implements PipelineRunner {

    private static final Logger LOG = LoggerFactory.getLogger(MiniClusterRunner.class);
    private static final String ADDRESS = "127.0.0.1";
    private static final int CANCEL_SECONDS = 20;

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
    public RunningPipeline start(Pipeline pipeline, int parallelism, int webPort) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, ADDRESS);
        configuration.set(RestOptions.BIND_ADDRESS, ADDRESS);
        configuration.set(RestOptions.PORT, webPort);
        configuration.set(RestOptions.BIND_PORT, Integer.toString(webPort));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration);
        environment.setParallelism(parallelism);
        workflow.define(environment, pipeline);
        return new Running(
                environment.executeAsync(pipeline.name()), "http://" + ADDRESS + ":" + webPort);
    }

    private static final class Running implements RunningPipeline {

        private final JobClient job;
        private final String webUi;
        private final CompletableFuture<?> end;

        Running(JobClient job, String webUi) {
            this.job = job;
            this.webUi = webUi;
            end = job.getJobExecutionResult();
        }

        @Override
        public String webUi() {
            return webUi;
        }

        @Override
        public Optional<Throwable> failure() {
            if (!end.isCompletedExceptionally()) {
                return Optional.empty();
            }
            return end.<Optional<Throwable>>handle((result, cause) -> Optional.of(cause)).join();
        }

        @Override
        public void close() {
            if (end.isDone()) {
                return;
            }
            try {
                job.cancel().get(CANCEL_SECONDS, TimeUnit.SECONDS);
                end.handle((result, cause) -> result).get(CANCEL_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("The job did not end when it was cancelled.", e);
            }
        }
    }
}
