package dev.lockstep.local.cli;

import dev.lockstep.cli.ExitCode;
import dev.lockstep.local.cluster.Built;
import dev.lockstep.local.cluster.ClusterOptions;
import dev.lockstep.local.cluster.FlinkProcesses;
import dev.lockstep.local.run.FreePort;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lockstep local cluster}. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Run a Flink cluster of separate processes on this machine, until Ctrl-C.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:ended by Ctrl-C",
            " 2:wrong options",
            " 5:the cluster can't be started, or one of its processes ended"
        })
final class ClusterCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterCommand.class);
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PROCESSES = 32;

    @Option(
            names = "--taskmanagers",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many, each about 500 MB. Default: ${DEFAULT-VALUE}.")
    private int taskManagers;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "2",
            description = "Of each TaskManager. Default: ${DEFAULT-VALUE}.")
    private int slots;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8081",
            description = "Port of the web UI, or the next free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--ha", description = "With a ZooKeeper, so that jobs outlive the JobManager.")
    private boolean highAvailability;

    @Spec private @Nullable CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch end = new CountDownLatch(1);

    ClusterCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        requireWithin("--taskmanagers", taskManagers, MAX_PROCESSES);
        requireWithin("--slots", slots, MAX_PROCESSES);
        requireWithin("--port", port, MAX_PORT);
        Interruption interruption = Interruption.ends(end::countDown);
        try (FlinkProcesses cluster = FlinkProcesses.start(options())) {
            describe(cluster);
            cluster.runUntil(end);
            return ExitCode.OK;
        } catch (IOException | IllegalStateException e) {
            LOG.error("The cluster ends", e);
            err.println("lockstep: " + e.getMessage());
            return ExitCode.CLUSTER;
        } finally {
            interruption.ended();
        }
    }

    private void requireWithin(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new ParameterException(spec.commandLine(), option + " must be from 1 to " + max);
        }
    }

    private ClusterOptions options() throws IOException {
        Path folder = Files.createTempDirectory("lockstep-cluster-");
        ClusterOptions options =
                ClusterOptions.of(folder, taskManagers, slots).withWebPort(FreePort.from(port));
        return highAvailability ? options.withHighAvailability() : options;
    }

    private void describe(FlinkProcesses cluster) {
        String address = cluster.webUi().replace("http://", "");
        out.println("web UI: " + cluster.webUi());
        out.println("logs:   " + cluster.logs());
        out.println("submit: flink run --detached --jobmanager " + address + " \\");
        out.println("            " + jar() + " --pipeline FILE");
        out.println(
                "        or upload the jar in the web UI: its variables are those of this shell");
        out.println("Ctrl-C ends it");
    }

    private static String jar() {
        return Built.jobJar().map(Path::toString).orElse("lockstep-job.jar (run `mvn package`)");
    }
}
