package dev.lockstep.cli;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.mongodb.MongoException;
import dev.lockstep.config.Pipeline;
import dev.lockstep.config.PipelineFile;
import dev.lockstep.plan.CollectionPlan;
import dev.lockstep.plan.PipelineChange;
import dev.lockstep.plan.PipelineComparison;
import dev.lockstep.plan.PipelineDraft;
import dev.lockstep.plan.PlanText;
import dev.lockstep.plan.Planner;
import dev.lockstep.preflight.Finding;
import dev.lockstep.preflight.MongoPreflight;
import dev.lockstep.preflight.MySqlPreflight;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plan}: tells what a job would make of its collections, by a sample of documents. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Samples the documents of a pipeline and tells their fields, the columns and DDL"
                        + " that the job would make of them, and what it would not do. Changes"
                        + " nothing; needs to read only.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the plan is told; with --against: all changes are compatible",
            "1:the job could not write a table as it is; with --against: some are not",
            "2:the file is invalid, or OUT can't be written",
            "3:the source can't be used",
            "4:the target can't be used"
        })
public final class PlanCommand implements Callable<Integer> {

    private final Function<String, @Nullable String> environment;

    @Parameters(paramLabel = "FILE", description = "a pipeline file")
    private @Nullable Path file;

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "1000",
            description = "documents of each collection to look at (${DEFAULT-VALUE})")
    private int sample;

    @Option(
            names = "--against",
            paramLabel = "OLD",
            description =
                    "tells instead what is different from this pipeline file, and what to do"
                            + " about it; asks no server")
    private @Nullable Path against;

    @Option(
            names = "--write",
            paramLabel = "OUT",
            description =
                    "also writes a pipeline file that declares what the job would make by"
                            + " convention, to be edited; no secret and no variable's value is in"
                            + " it")
    private @Nullable Path write;

    @Option(names = "--force", description = "with --write, overwrites a file that is there")
    private boolean force;

    @Spec private @Nullable CommandSpec spec;

    public PlanCommand() {
        this(System::getenv);
    }

    PlanCommand(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        checkOptions();
        if (write != null && !canWrite(write)) {
            return ExitCode.USAGE;
        }
        Optional<Pipeline> pipeline = read(requireNonNull(file));
        Optional<Pipeline> old = against == null ? Optional.empty() : read(against);
        if (pipeline.isEmpty() || (against != null && old.isEmpty())) {
            return ExitCode.USAGE;
        }
        return old.isPresent() ? compare(old.get(), pipeline.get()) : plan(pipeline.get());
    }

    private void checkOptions() {
        if (sample < 1) {
            throw wrong("--sample takes a number from 1 on");
        } else if (write != null && against != null) {
            throw wrong("--write and --against don't go together: --against asks no server");
        } else if (force && write == null) {
            throw wrong("--force has a meaning with --write only");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(requireNonNull(spec).commandLine(), message);
    }

    /** Whether it looks so, before documents are read for it. */
    private boolean canWrite(Path out) {
        Path folder = requireNonNullElse(out.toAbsolutePath().getParent(), out);
        if (Files.isDirectory(out)) {
            err().println(out + ": is a folder (name a file in it)");
        } else if (!Files.isDirectory(folder)) {
            err().println(out + ": can't be written, as its folder does not exist (make it)");
        } else if (!Files.isWritable(Files.exists(out) ? out : folder)) {
            err().println(out + ": can't be written (a place where this user may write)");
        } else if (Files.exists(out) && !force) {
            err().println(out + ": is there already (another name, or --force to overwrite it)");
        } else {
            return true;
        }
        err().flush();
        return false;
    }

    private Optional<Pipeline> read(Path path) {
        PipelineFile.Outcome outcome = PipelineFile.read(path, environment);
        if (outcome instanceof PipelineFile.Valid valid) {
            return Optional.of(valid.pipeline());
        }
        ((PipelineFile.Invalid) outcome).problems().forEach(err()::println);
        return Optional.empty();
    }

    private int compare(Pipeline old, Pipeline pipeline) {
        List<PipelineChange> changes = PipelineComparison.compare(old, pipeline);
        changes.forEach(out()::println);
        if (changes.isEmpty()) {
            out().println("no difference that is seen in the target");
        }
        out().flush();
        boolean compatible = changes.stream().allMatch(PipelineChange::isCompatible);
        return compatible ? ExitCode.OK : ExitCode.FAILED;
    }

    private int plan(Pipeline pipeline) {
        Optional<Finding> source =
                MongoPreflight.connection(pipeline.source(), pipeline.collections());
        if (source.isPresent()) {
            return fail("source", source.get(), ExitCode.SOURCE);
        }
        try {
            List<CollectionPlan> plans = new Planner(pipeline, sample).plan();
            out().print(PlanText.of(plans));
            out().flush();
            if (write != null && !write(write, pipeline, plans)) {
                return ExitCode.USAGE;
            }
            boolean conflict =
                    plans.stream()
                            .flatMap(plan -> plan.tables().stream())
                            .anyMatch(table -> !table.conflicts().isEmpty());
            return conflict ? ExitCode.FAILED : ExitCode.OK;
        } catch (MongoException e) {
            return fail("source", MongoPreflight.explain(e), ExitCode.SOURCE);
        } catch (SQLException e) {
            return fail("target", MySqlPreflight.explain(pipeline.target(), e), ExitCode.TARGET);
        }
    }

    private boolean write(Path path, Pipeline pipeline, List<CollectionPlan> plans) {
        try {
            String before = Files.readString(requireNonNull(file));
            PipelineDraft.Draft draft = PipelineDraft.of(before, pipeline, plans);
            Files.writeString(
                    path,
                    draft.text(),
                    StandardOpenOption.WRITE,
                    force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.TRUNCATE_EXISTING);
            out().printf("%nwrote %s: %s%n", path, draft.summary());
            draft.secrets()
                    .forEach(it -> out().printf("  %s instead of the secret in %s%n", it, file));
            out().flush();
            return true;
        } catch (IOException e) {
            err().printf(
                            "%s: can't be written: %s (another place)%n",
                            path, e.getClass().getSimpleName());
            err().flush();
            return false;
        }
    }

    private int fail(String server, Finding finding, int exitCode) {
        err().printf("error    %s %s%n", server, finding);
        err().flush();
        return exitCode;
    }

    private PrintWriter out() {
        return requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return requireNonNull(spec).commandLine().getErr();
    }
}
