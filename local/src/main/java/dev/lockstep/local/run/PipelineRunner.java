package dev.lockstep.local.run;

import dev.lockstep.config.Pipeline;

/** Starts a pipeline's job on this machine. */
@FunctionalInterface
public interface PipelineRunner {

    /** Submits the job; it may not run yet when this returns. */
    RunningPipeline start(Pipeline pipeline, LocalSettings settings) throws Exception;
}
