package dev.lockstep.local.torture;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.local.cluster.Built;
import dev.lockstep.local.cluster.ClusterOptions;
import dev.lockstep.local.cluster.FlinkProcesses;
import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import dev.lockstep.local.mysql.EmbeddedMySql;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The servers and the cluster that trials run on; all of them may be killed. */
public final class Ground implements AutoCloseable {

    /** Has rights on the databases of trials only, as it should be in production. */
    static final String JOB_USER = "job";

    /** Minutes of the workload: more than a job is ever down unless it is meant to. */
    static final long OPLOG_BYTES = 32L << 20;

    private static final String JOB_PASSWORD = "job";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int TASK_MANAGERS = 3;
    private static final int SLOTS = 2;

    final long seed;
    final Journal journal;
    final Path folder;
    final MongoClient client;
    final EmbeddedMySql mysql;
    final FlinkProcesses cluster;
    private final EmbeddedMongoDb.Options again;
    private EmbeddedMongoDb mongodb;

    private Ground(long seed, Path folder, PrintStream out, Map<String, String> properties)
            throws IOException {
        this.seed = seed;
        this.folder = folder;
        journal = new Journal(out);
        EmbeddedMongoDb.Options options =
                EmbeddedMongoDb.Options.DEFAULT
                        .withData(folder.resolve("mongodb"))
                        .withOplogBytes(OPLOG_BYTES)
                        .withPreAndPostImages();
        mongodb = EmbeddedMongoDb.start(options);
        again = options.withPort(mongodb.port());
        client = MongoClients.create(mongodb.uri());
        mysql = EmbeddedMySql.start();
        cluster =
                FlinkProcesses.start(
                        ClusterOptions.of(folder, TASK_MANAGERS, SLOTS)
                                .withHighAvailability()
                                .withProperties(properties)
                                .withShortHeartbeats()
                                .withEnvironment(
                                        Map.of(
                                                "SOURCE", mongodb.uri(),
                                                "TARGET_USER", JOB_USER,
                                                "TARGET_PASSWORD", JOB_PASSWORD)));
        journal.say(
                "seed %d; %s; %s; Flink %s"
                        .formatted(seed, mongodb.describe(), mysql.describe(), cluster.webUi()));
    }

    /**
     * Starts all of them.
     *
     * @param folder an empty one, for the cluster's files; it is left behind
     * @param out where to say what is done
     */
    public static Ground start(long seed, Path folder, PrintStream out) throws IOException {
        return new Ground(seed, folder, out, Map.of("lockstep.test.sessions.left", Fence.PIPELINE));
    }

    /**
     * One where writers keep no progress, and so must let rows go back: a check of the checkers.
     */
    static Ground withoutProgress(long seed, Path folder, PrintStream out) throws IOException {
        return new Ground(seed, folder, out, Map.of("lockstep.test.progress.off", "true"));
    }

    EmbeddedMongoDb mongodb() {
        return mongodb;
    }

    /** Starts it again, after it was closed, with what it had. */
    void startMongoDb() {
        mongodb = EmbeddedMongoDb.start(again);
    }

    Path jar() {
        return Built.jobJar()
                .orElseThrow(() -> new IllegalStateException("the job's jar was not packaged"));
    }

    /** Creates a database in the target for one trial. */
    void createDatabase(String name) throws SQLException {
        try (Connection connection = mysql.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4");
            statement.execute(
                    "CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY '%s'"
                            .formatted(JOB_USER, JOB_PASSWORD));
            statement.execute("GRANT ALL ON `%s`.* TO '%s'@'%%'".formatted(name, JOB_USER));
        }
    }

    /** Waits for what must happen; throws when it does not. */
    void require(String what, BooleanSupplier condition) {
        cluster.await(what, PATIENCE, condition);
    }

    /** Waits for what may happen; whether it did. */
    boolean happens(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        cluster.await(
                "the end of a wait",
                PATIENCE,
                () -> condition.getAsBoolean() || System.nanoTime() > deadline);
        return condition.getAsBoolean();
    }

    /** A connection to a database of the target, with session times in UTC. */
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                url(database)
                        + "?connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true"
                        + "&connectTimeout=5000&socketTimeout=60000",
                mysql.username(),
                mysql.password());
    }

    String url(String database) {
        return "jdbc:mysql://127.0.0.1:" + mysql.port() + "/" + database;
    }

    @Override
    public void close() {
        cluster.close();
        client.close();
        mongodb.close();
        mysql.close();
    }
}
