package dev.lockstep.local.cli;

import dev.lockstep.cli.ExitCode;
import dev.lockstep.local.torture.Torture;
import dev.lockstep.local.torture.TortureException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lockstep torture}. */
@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Kill, freeze and starve a job and its servers on this machine, and check that the"
                        + " target never shows what it must not.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:nothing was wrong", " 1:a guarantee does not hold", " 2:wrong options"})
final class TortureCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(TortureCommand.class);

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long. Default: ${DEFAULT-VALUE}.")
    private int minutes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Same seed, same changes and same order of faults. Default: another one.")
    private @Nullable Long seed;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Do only what has this in its name; may be given again.")
    private List<String> only = new ArrayList<>();

    @Spec private @Nullable CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;

    TortureCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        if (minutes < 1) {
            throw new ParameterException(spec.commandLine(), "--minutes must be 1 or more");
        }
        long chosen = seed == null ? System.currentTimeMillis() % 1_000_000 : seed;
        Path folder = Files.createTempDirectory("lockstep-torture-");
        try {
            torture(chosen, folder).run(Duration.ofMinutes(minutes));
            out.println("nothing was wrong");
            return ExitCode.OK;
        } catch (TortureException | IllegalStateException e) {
            LOG.error("The torture ends", e);
            err.println("lockstep: " + e.getMessage());
            err.println("lockstep: seed " + chosen + ", logs in " + folder.resolve("log"));
            return ExitCode.FAILED;
        }
    }

    private Torture torture(long chosen, Path folder) {
        try {
            return new Torture(chosen, only, folder, out);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--only: " + e.getMessage());
        }
    }
}
