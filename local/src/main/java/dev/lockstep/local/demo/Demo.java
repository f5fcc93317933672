package dev.lockstep.local.demo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.cli.ExitCode;
import dev.lockstep.config.Pipeline;
import dev.lockstep.local.mongodb.MongoDb;
import dev.lockstep.local.mongodb.MongoDbServers;
import dev.lockstep.local.mysql.MySqlServer;
import dev.lockstep.local.run.FreePort;
import dev.lockstep.local.run.LocalSettings;
import dev.lockstep.local.run.PipelineRunner;
import dev.lockstep.local.run.RunningPipeline;
import dev.lockstep.local.shop.LagProbe;
import dev.lockstep.local.shop.ShopSize;
import dev.lockstep.local.shop.ShopWorkload;
import dev.lockstep.local.verify.Comparison;
import dev.lockstep.local.verify.ComparisonResult;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs the demo from start to end. */
public final class Demo {

    private static final long FRAME_MILLIS = 500;
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);

    private final DemoOptions options;
    private final PipelineRunner runner;
    private final PrintStream out;
    private final long started = System.nanoTime();
    private final CountDownLatch stop = new CountDownLatch(1);

    public Demo(DemoOptions options, PipelineRunner runner, PrintStream out) {
        this.options = options;
        this.runner = runner;
        this.out = out;
    }

    /** Makes {@link #run} end soon, from another thread. */
    public void stop() {
        stop.countDown();
    }

    /**
     * Returns when it was stopped, or when source and target were compared.
     *
     * @return the exit code
     * @throws DemoException if it can't start or go on
     */
    public int run() throws InterruptedException {
        try {
            return startAndWatch();
        } catch (DemoException e) {
            if (isStopped()) {
                // What was asked to end while it still started has failed for that reason only.
                return stopped();
            }
            throw e;
        }
    }

    private int startAndWatch() throws InterruptedException {
        out.println("Starting MongoDB and MySQL ...");
        // The target last: it takes seconds, which a wrong MongoDB URI must not.
        try (MongoDb source = startSource();
                MongoClient client = SourceClient.open(source.uri());
                StartingTarget starting = StartingTarget.start(options)) {
            out.println("source: " + source.describe());
            MongoDatabase database = client.getDatabase(DemoPipeline.DATABASE);
            ShopWorkload workload = openShop(database);

            MySqlServer target = starting.await();
            out.println("target: " + target.describe());
            if (isStopped()) {
                return stopped();
            }
            try (Connection connection = target.connect()) {
                DemoGround.clear(connection, DemoPipeline.tables(), "lockstep_");
                LagProbe probe = new LagProbe(database, target);
                try (RunningPipeline pipeline = startPipeline(source, target)) {
                    printAddresses(source, target, pipeline);
                    keepBusy(pipeline, workload, probe, database, connection);
                    return isStopped() ? stopped() : compare(client, connection);
                }
            } catch (SQLException e) {
                throw DemoException.ofTarget("MySQL does not answer as it should", e);
            }
        }
    }

    private MongoDb startSource() {
        try {
            return MongoDbServers.start(options.mongodbUri());
        } catch (RuntimeException e) {
            throw DemoException.ofSource(
                    "MongoDB does not start here: name a replica set with --mongodb-uri", e);
        }
    }

    private ShopWorkload openShop(MongoDatabase database) {
        try {
            DemoGround.clear(database, DemoPipeline.COLLECTIONS);
            ShopWorkload workload = new ShopWorkload(database, options.seed(), ShopSize.DEMO);
            workload.fill();
            return workload;
        } catch (MongoException e) {
            throw DemoException.ofSource(
                    "MongoDB does not let the demo fill its database %s (error %d): the user may not"
                                    .formatted(database.getName(), e.getCode())
                            + " write, or another demo runs there",
                    e);
        }
    }

    private RunningPipeline startPipeline(MongoDb source, MySqlServer target)
            throws InterruptedException {
        Pipeline pipeline = DemoPipeline.between(source, target);
        try {
            int port = FreePort.from(options.webPort());
            return runner.start(pipeline, LocalSettings.passing(options.parallelism(), port));
        } catch (InterruptedException | DemoException e) {
            throw e;
        } catch (Exception e) {
            throw DemoException.ofCluster("the job does not start: " + reason(e), e);
        }
    }

    private void printAddresses(MongoDb source, MySqlServer target, RunningPipeline pipeline) {
        boolean secret = options.mongodbUri().isPresent();
        out.println("web UI: " + pipeline.webUi());
        out.println("look:   " + target.clientCommand());
        out.println("        mongosh \"" + (secret ? "your --mongodb-uri" : source.uri()) + "\"");
    }

    /** Shows how changes arrive, until the demo is stopped or its time is over. */
    private void keepBusy(
            RunningPipeline pipeline,
            ShopWorkload workload,
            LagProbe probe,
            MongoDatabase source,
            Connection target)
            throws SQLException, InterruptedException {
        StatusReader reader =
                new StatusReader(
                        source, target, workload, probe, DemoPipeline.DEAD_LETTERS, started);
        try (workload;
                probe;
                Display display = Display.on(out)) {
            workload.start(options.rate());
            probe.start();
            Status status = reader.read();
            display.show(status);
            while (!isOver(status) && !stop.await(FRAME_MILLIS, TimeUnit.MILLISECONDS)) {
                check(pipeline, workload, probe);
                status = reader.read();
                display.show(status);
            }
        }
    }

    private static void check(RunningPipeline pipeline, ShopWorkload workload, LagProbe probe) {
        pipeline.failure()
                .ifPresent(
                        e -> {
                            throw DemoException.ofJob("the job failed: " + reason(e), e);
                        });
        workload.failure()
                .ifPresent(
                        e -> {
                            throw DemoException.ofSource("the shop can't write to MongoDB", e);
                        });
        probe.failure()
                .ifPresent(
                        e -> {
                            throw DemoException.ofTarget("the lag probe can't go on", e);
                        });
    }

    private static String reason(Throwable failure) {
        return failure.getCause() == null
                ? String.valueOf(failure.getMessage())
                : reason(failure.getCause());
    }

    /** The time for changes begins when they flow. */
    private boolean isOver(Status status) {
        if (status.readyAfter().isEmpty() && status.elapsed().compareTo(READY_WITHIN) > 0) {
            throw DemoException.ofJob(
                    "no change has arrived after " + Status.seconds(status.elapsed()));
        }
        return options.traffic()
                .flatMap(traffic -> status.readyAfter().map(traffic::plus))
                .filter(end -> status.elapsed().compareTo(end) >= 0)
                .isPresent();
    }

    private int stopped() {
        // The terminal shows ^C where the cursor is.
        out.println();
        out.println("Stopping ...");
        return ExitCode.INTERRUPTED;
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private int compare(MongoClient client, Connection target)
            throws SQLException, InterruptedException {
        out.println("Changes stopped; waiting until all have arrived ...");
        long begin = System.nanoTime();
        Comparison comparison =
                new Comparison(client, DemoPipeline.NAME, DemoPipeline.DEAD_LETTERS);
        ComparisonResult result = new Drain(comparison, DemoPipeline.pairs(), stop).await(target);
        if (isStopped()) {
            return stopped();
        }
        Duration waited = Duration.ofNanos(System.nanoTime() - begin);
        out.println("compared after " + Status.seconds(waited));
        result.first().forEach(difference -> out.println("  " + difference));
        out.println(result.summary());
        return result.inStep() ? ExitCode.OK : ExitCode.FAILED;
    }
}
