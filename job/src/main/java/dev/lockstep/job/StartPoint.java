package dev.lockstep.job;

import dev.lockstep.config.MongoSource;
import dev.lockstep.config.Pipeline;
import dev.lockstep.config.Startup;
import dev.lockstep.sink.jdbc.TargetProgress;
import java.sql.SQLException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where {@code startup: resume} begins when Flink restores no state: where the target is,
 * or with a snapshot. With state the source goes on from there, whatever is decided here.
 */
final class StartPoint {

    private static final Logger LOG = LoggerFactory.getLogger(StartPoint.class);

    private StartPoint() {}

    /** The source's settings, with a start that needs no target to be understood. */
    static MongoSource resolve(Pipeline pipeline) {
        return pipeline.source().startup() instanceof Startup.Resume
                ? pipeline.source().withStartup(resume(pipeline))
                : pipeline.source();
    }

    /**
     * Whether rows of an earlier run may be in the target, whose documents may be gone. When that
     * can't be told, they may.
     */
    static boolean mayHaveRows(Pipeline pipeline) {
        try {
            return !(TargetProgress.read(pipeline) instanceof TargetProgress.None);
        } catch (SQLException e) {
            LOG.info(
                    "Can't read the target's progress before the start: error {}",
                    e.getErrorCode());
            return true;
        }
    }

    private static Startup resume(Pipeline pipeline) {
        TargetProgress progress = read(pipeline);
        if (progress instanceof TargetProgress.Complete complete) {
            // To the second: what comes again is skipped by its position.
            Instant time = Instant.ofEpochSecond(complete.oldest().clusterTime() >>> 32);
            LOG.info(
                    "Pipeline {}: the target is at {}; without Flink state the change stream begins"
                            + " there",
                    pipeline.name(),
                    time);
            return new Startup.AtTimestamp(time);
        }
        LOG.info(
                "Pipeline {}: {}; without Flink state it begins with a snapshot",
                pipeline.name(),
                progress instanceof TargetProgress.None
                        ? "the target has no progress"
                        : "the target has no position for some documents");
        return new Startup.Initial();
    }

    private static TargetProgress read(Pipeline pipeline) {
        try {
            return TargetProgress.read(pipeline);
        } catch (SQLException e) {
            throw new PipelineRefusedException(
                    "startup: resume needs the progress in the target, which can't be read: "
                            + e.getMessage()
                            + ". `lockstep validate --connect` tells more.");
        }
    }
}
