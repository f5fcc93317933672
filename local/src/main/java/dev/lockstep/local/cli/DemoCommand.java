package dev.lockstep.local.cli;

import dev.lockstep.local.demo.Demo;
import dev.lockstep.local.demo.DemoException;
import dev.lockstep.local.demo.DemoOptions;
import dev.lockstep.local.run.PipelineRunner;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lockstep demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Show a shop's documents flowing from MongoDB into MySQL on this machine.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:ended, and in step if compared",
            " 1:source and target differ, or the job failed",
            " 2:wrong options",
            " 3:MongoDB can't be used",
            " 4:MySQL can't be used",
            " 5:the local Flink cluster can't be started",
            "130:ended by Ctrl-C"
        })
final class DemoCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "Change documents for N seconds, then compare every document with its row and"
                            + " exit. Default: until Ctrl-C.")
    private @Nullable Integer seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "Changed documents per second. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Mixin private final JobOptions cluster = new JobOptions();

    @Option(
            names = "--mongodb-uri",
            paramLabel = "URI",
            description = "A MongoDB replica set to use instead of an embedded one.")
    private @Nullable String mongodbUri;

    @Option(
            names = "--mysql-url",
            paramLabel = "URL",
            description = "A MySQL database to use: jdbc:mysql://HOST:PORT/DATABASE.")
    private @Nullable String mysqlUrl;

    @Option(
            names = "--mysql-user",
            paramLabel = "USER",
            defaultValue = "root",
            description = "User at --mysql-url. Default: ${DEFAULT-VALUE}.")
    private String mysqlUser = "root";

    @Option(
            names = "--mysql-password",
            paramLabel = "PASSWORD",
            defaultValue = "${env:LOCKSTEP_MYSQL_PASSWORD:-}",
            description = "Password at --mysql-url. Default: $LOCKSTEP_MYSQL_PASSWORD.")
    private String mysqlPassword = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Same seed, same documents and changes. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Spec private @Nullable CommandSpec spec;

    private final PipelineRunner runner;
    private final PrintStream out;
    private final PrintStream err;

    DemoCommand(PipelineRunner runner, PrintStream out, PrintStream err) {
        this.runner = runner;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        Demo demo = new Demo(options(), runner, out);
        Interruption interruption = Interruption.ends(demo::stop);
        try {
            return demo.run();
        } catch (DemoException e) {
            LOG.error("The demo ends.", e);
            err.println("lockstep: " + e.getMessage());
            Optional.ofNullable(System.getProperty("lockstep.log"))
                    .ifPresent(file -> err.println("lockstep: details are in " + file));
            return e.exitCode();
        } finally {
            interruption.ended();
        }
    }

    private DemoOptions options() {
        cluster.validate();
        requireAtLeastOne("--rate", rate);
        if (seconds != null) {
            requireAtLeastOne("--seconds", seconds);
        }
        return new DemoOptions(
                Optional.ofNullable(seconds).map(Duration::ofSeconds),
                rate,
                cluster.port(),
                cluster.parallelism(),
                Optional.ofNullable(mongodbUri),
                Optional.ofNullable(mysqlUrl),
                mysqlUser,
                mysqlPassword,
                seed);
    }

    private void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " must be 1 or more");
        }
    }
}
