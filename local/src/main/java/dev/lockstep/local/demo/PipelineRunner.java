package dev.lockstep.local.demo;

import dev.lockstep.config.Pipeline;

/** Starts a pipeline's job on this machine. */
@FunctionalInterface
public interface PipelineRunner {

    /**
     * Submits the job; it may not run yet when this returns.
     *
     * @param webPort of Flink's web UI on 127.0.0.1, a free one
     */
    RunningPipeline start(Pipeline pipeline, int parallelism, int webPort) throws Exception;
}
