package dev.lockstep.job;

import dev.lockstep.config.Pipeline;
import dev.lockstep.config.PipelineFile;
import dev.lockstep.preflight.Preflight;
import dev.lockstep.sink.jdbc.JdbcTargetSink;
import dev.lockstep.sink.jdbc.MySqlDriver;
import dev.lockstep.source.mongodb.MongoSources;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The entry point that is submitted to Flink: {@code --pipeline FILE}. */
public final class LockstepJob {

    private LockstepJob() {}

    public static void main(String[] args) throws Exception {
        try {
            run(args);
        } finally {
            // A jar that was uploaded runs this in the JobManager, whose JVM goes on.
            MySqlDriver.release();
        }
    }

    private static void run(String[] args) throws Exception {
        Pipeline pipeline = read(pipelineFile(args));
        Preflight.check(pipeline)
                .failure()
                .ifPresent(
                        failure -> {
                            throw new PipelineRefusedException(failure);
                        });
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        define(environment, pipeline);
        environment.execute(pipeline.name());
    }

    /** Builds the pipeline's connectors and defines its data flow between them. */
    public static void define(StreamExecutionEnvironment environment, Pipeline pipeline) {
        Execution.configure(environment, pipeline.name(), pipeline.delivery());
        LockstepWorkflow.define(
                environment,
                MongoSources.build(
                        StartPoint.resolve(pipeline),
                        pipeline.collections(),
                        StartPoint.mayHaveRows(pipeline)),
                pipeline.collections(),
                new JdbcTargetSink(pipeline));
    }

    private static Path pipelineFile(String[] args) {
        if (args.length != 2 || !args[0].equals("--pipeline")) {
            throw new PipelineRefusedException("Usage: flink run lockstep-job.jar --pipeline FILE");
        }
        return Path.of(args[1]);
    }

    private static Pipeline read(Path file) {
        PipelineFile.Outcome outcome = PipelineFile.read(file, System::getenv);
        if (outcome instanceof PipelineFile.Invalid invalid) {
            throw PipelineRefusedException.of(invalid.problems());
        }
        return ((PipelineFile.Valid) outcome).pipeline();
    }
}
