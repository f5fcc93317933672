package dev.lockstep.local.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lockstep local}: the servers that tests and the demo use, each by itself. */
@Command(
        name = "local",
        mixinStandardHelpOptions = true,
        description = "Run one of the embedded servers by itself, on this machine.")
final class LocalCommand implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
