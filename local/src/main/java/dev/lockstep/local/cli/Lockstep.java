package dev.lockstep.local.cli;

import dev.lockstep.cli.DecryptCommand;
import dev.lockstep.cli.PlanCommand;
import dev.lockstep.cli.ValidateCommand;
import dev.lockstep.job.LockstepJob;
import dev.lockstep.local.run.MiniClusterRunner;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code lockstep} command. */
@Command(
        name = "lockstep",
        mixinStandardHelpOptions = true,
        version = "lockstep ${lockstep.version}",
        description = "Keeps SQL tables in lockstep with MongoDB collections.")
public final class Lockstep implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Lockstep.class);

    @Spec private @Nullable CommandSpec spec;

    private Lockstep() {}

    public static void main(String[] arguments) {
        // Flink and the embedded servers leave threads behind, so the JVM is ended explicitly.
        System.exit(commandLine(System.out, System.err).execute(arguments));
    }

    static CommandLine commandLine(PrintStream out, PrintStream err) {
        MiniClusterRunner runner = new MiniClusterRunner(LockstepJob::define);
        return new CommandLine(new Lockstep())
                .addSubcommand(new DemoCommand(runner, out, err))
                .addSubcommand(new RunCommand(runner, out, err))
                .addSubcommand(new TortureCommand(out, err))
                .addSubcommand(new ValidateCommand())
                .addSubcommand(new PlanCommand())
                .addSubcommand(new DecryptCommand())
                .addSubcommand(
                        new CommandLine(new LocalCommand())
                                .addSubcommand(new MongoDbCommand(out, err))
                                .addSubcommand(new ClusterCommand(out, err)))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> {
                            LOG.error("Unexpected", failure);
                            err.println("lockstep: unexpected " + failure.getClass().getName());
                            return CommandLine.ExitCode.SOFTWARE;
                        });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
