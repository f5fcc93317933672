package dev.lockstep.local.cli;

import dev.lockstep.cli.ExitCode;
import dev.lockstep.config.Pipeline;
import dev.lockstep.config.PipelineFile;
import dev.lockstep.local.run.FreePort;
import dev.lockstep.local.run.LocalSettings;
import dev.lockstep.local.run.PipelineRunner;
import dev.lockstep.local.run.RunningPipeline;
import dev.lockstep.preflight.Finding;
import dev.lockstep.preflight.Preflight;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep run}: a pipeline on this machine, until Ctrl-C stops it behind a savepoint. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a pipeline on a local Flink mini cluster with web UI.",
            "Ctrl-C stops it behind a savepoint, from which --from goes on."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:ended: a snapshot-only pipeline is done",
            " 1:the job failed",
            " 2:wrong options, or an invalid pipeline file",
            " 3:the source can't be used",
            " 4:the target can't be used",
            " 5:the local cluster can't be started",
            "130:stopped by Ctrl-C"
        })
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Parameters(paramLabel = "FILE", description = "A pipeline file.")
    private @Nullable Path file;

    @Mixin private final JobOptions cluster = new JobOptions();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "Folder for checkpoints and savepoints. Default: lockstep-state/NAME, NAME"
                            + " being the pipeline's.")
    private @Nullable Path state;

    @Option(
            names = "--from",
            paramLabel = "PATH",
            description = "Checkpoint or savepoint to go on from.")
    private @Nullable String from;

    private final PipelineRunner runner;
    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch stop = new CountDownLatch(1);

    RunCommand(PipelineRunner runner, PrintStream out, PrintStream err) {
        this.runner = runner;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        cluster.validate();
        PipelineFile.Outcome outcome = PipelineFile.read(file, System::getenv);
        if (outcome instanceof PipelineFile.Invalid invalid) {
            invalid.problems().forEach(err::println);
            return ExitCode.USAGE;
        }
        if (from != null && !Files.exists(Path.of(from))) {
            err.println("lockstep: there is no checkpoint or savepoint at " + from);
            return ExitCode.USAGE;
        }
        Pipeline pipeline = ((PipelineFile.Valid) outcome).pipeline();
        int checked = check(pipeline);
        return checked == ExitCode.OK ? run(pipeline) : checked;
    }

    private int check(Pipeline pipeline) {
        Preflight.Report report = Preflight.check(pipeline);
        for (Finding finding : report.source()) {
            print("source", finding);
        }
        for (Finding finding : report.target()) {
            print("target", finding);
        }
        if (report.sourceFailed()) {
            return ExitCode.SOURCE;
        }
        return report.targetFailed() ? ExitCode.TARGET : ExitCode.OK;
    }

    private void print(String server, Finding finding) {
        if (finding.severity() != Finding.Severity.OK) {
            err.println("lockstep: " + server + " " + finding);
        }
    }

    private int run(Pipeline pipeline) throws InterruptedException {
        Path folder = state == null ? Path.of("lockstep-state", pipeline.name()) : state;
        Interruption interruption = Interruption.ends(stop::countDown);
        try (RunningPipeline running = start(pipeline, folder.toAbsolutePath())) {
            out.println("web UI: " + running.webUi());
            out.println("state:  " + folder);
            watch(running);
            return end(running);
        } catch (StartFailedException e) {
            LOG.error("The job does not start", e);
            err.println("lockstep: the job does not start: " + reason(e.getCause()));
            return ExitCode.CLUSTER;
        } finally {
            interruption.ended();
        }
    }

    private RunningPipeline start(Pipeline pipeline, Path folder) throws InterruptedException {
        try {
            return runner.start(
                    pipeline,
                    new LocalSettings(
                            cluster.parallelism(),
                            FreePort.from(cluster.port()),
                            Optional.of(folder),
                            Optional.ofNullable(from),
                            Optional.empty()));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new StartFailedException(e);
        }
    }

    /** Says each change of the job's status, until it ends or is to be stopped. */
    private void watch(RunningPipeline running) throws InterruptedException {
        JobStatus shown = null;
        boolean stopped = false;
        while (!stopped) {
            JobStatus status = running.status();
            if (status != shown) {
                out.println("job:    " + status);
                shown = status;
            }
            stopped = status.isGloballyTerminalState() || stop.await(500, TimeUnit.MILLISECONDS);
        }
    }

    private int end(RunningPipeline running) {
        Optional<Throwable> failure = running.failure();
        if (failure.isPresent()) {
            LOG.error("The job failed", failure.get());
            err.println("lockstep: the job failed: " + reason(failure.get()));
            return ExitCode.FAILED;
        }
        running.stopWithSavepoint()
                .ifPresent(path -> out.println("stopped; go on with --from " + path));
        return ExitCode.OK;
    }

    private static String reason(Throwable failure) {
        Throwable root = ExceptionUtils.stripException(failure, RuntimeException.class);
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** Keeps the cause of a start that failed apart from failures of the command itself. */
    private static final class StartFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StartFailedException(Exception cause) {
            super(cause);
        }
    }
}
