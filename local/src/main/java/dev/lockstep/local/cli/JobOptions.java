package dev.lockstep.local.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that runs a job on this machine. */
final class JobOptions {

    private static final int MAX_PORT = 65_535;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description = "Parallelism of the job, up to 128. Default: ${DEFAULT-VALUE}.")
    private int parallelism;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8081",
            description =
                    "Port of Flink's web UI, or the next free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    int parallelism() {
        return parallelism;
    }

    int port() {
        return port;
    }

    /** Throws ParameterException, which the command line tells as wrong usage. */
    void validate() {
        requireWithin("--parallelism", parallelism, 128);
        requireWithin("--port", port, MAX_PORT);
    }

    private void requireWithin(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new ParameterException(
                    command.commandLine(), option + " must be from 1 to " + max);
        }
    }
}
