package dev.lockstep.local.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a job runs on this machine.
 *
 * @param webPort of Flink's web UI on 127.0.0.1, a free one
 * @param state folder for checkpoints and savepoints; empty to keep checkpoints in memory
 * @param from path of a checkpoint or savepoint to start from
 * @param restarts how often the job may fail in a row before it is given up; empty for no limit
 */
public record LocalSettings(
        int parallelism,
        int webPort,
        Optional<Path> state,
        Optional<String> from,
        Optional<Integer> restarts) {

    /** Without state that outlives the process, and ending soon when it can't go on. */
    public static LocalSettings passing(int parallelism, int webPort) {
        return new LocalSettings(
                parallelism, webPort, Optional.empty(), Optional.empty(), Optional.of(1));
    }
}
