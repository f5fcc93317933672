package dev.lockstep.cli;

import static java.util.Objects.requireNonNull;

import dev.lockstep.config.Pipeline;
import dev.lockstep.config.PipelineFile;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.preflight.Finding;
import dev.lockstep.preflight.Preflight;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code validate}: tells all that is wrong with a pipeline file, and with its servers. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Checks a pipeline file, and with --connect also its servers.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is right",
            "2:the file is invalid",
            "3:the source can't be used",
            "4:the target can't be used"
        })
public final class ValidateCommand implements Callable<Integer> {

    private final Function<String, @Nullable String> environment;

    @Parameters(paramLabel = "FILE", description = "a pipeline file")
    private @Nullable Path file;

    @Option(names = "--connect", description = "check source and target too")
    private boolean connect;

    @Spec private @Nullable CommandSpec spec;

    public ValidateCommand() {
        this(System::getenv);
    }

    ValidateCommand(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Path path = requireNonNull(file);
        PipelineFile.Outcome outcome = PipelineFile.read(path, environment);
        if (outcome instanceof PipelineFile.Valid valid) {
            return valid(path, valid.pipeline());
        }
        ((PipelineFile.Invalid) outcome).problems().forEach(err()::println);
        return ExitCode.USAGE;
    }

    private int valid(Path path, Pipeline pipeline) {
        out().println(path + ": valid");
        for (CollectionMapping mapping : pipeline.collections()) {
            out().printf(
                            "  %s.%s -> %s%n",
                            mapping.database(), mapping.collection(), mapping.table());
        }
        out().flush();
        return connect ? connect(pipeline) : ExitCode.OK;
    }

    private int connect(Pipeline pipeline) {
        Preflight.Report report = Preflight.check(pipeline);
        print("source", report.source());
        print("target", report.target());
        if (report.sourceFailed()) {
            return ExitCode.SOURCE;
        }
        return report.targetFailed() ? ExitCode.TARGET : ExitCode.OK;
    }

    private void print(String server, List<Finding> findings) {
        for (Finding finding : findings) {
            PrintWriter writer = finding.isError() ? err() : out();
            String severity = finding.severity().name().toLowerCase(Locale.ROOT);
            writer.printf("%-7s  %s %s%n", severity, server, finding);
            writer.flush();
        }
    }

    private PrintWriter out() {
        return requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return requireNonNull(spec).commandLine().getErr();
    }
}
