package dev.lockstep.bench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code bench/run}: a subcommand for each benchmark. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        subcommands = {MongoBench.class, SinkBench.class},
        description = "Measures Lockstep's parts on this machine.")
final class Bench implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    private Bench() {}

    public static void main(String[] arguments) {
        // The embedded servers leave threads behind, so the JVM is ended explicitly.
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing benchmark");
    }
}
