package dev.lockstep.local.torture;

import dev.lockstep.local.check.Checker;
import dev.lockstep.local.check.FinalState;
import dev.lockstep.local.check.TablePoller;
import dev.lockstep.local.check.Target;
import dev.lockstep.local.check.WriteLog;
import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.workload.DocumentKey;
import dev.lockstep.local.workload.Workload;
import dev.lockstep.local.workload.WorkloadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** One pipeline from a database of its own to another, under a workload and watched. */
final class Trial implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final int MOST_SHOWN = 5;

    final Ground ground;
    final String name;
    final Workload workload;
    final Target target;
    private final PipelineFile file;
    private final TablePoller poller;
    private final WriteLog log;
    private @Nullable FlinkJob job;
    private boolean logs;

    private Trial(Ground ground, String name, WorkloadOptions options) throws SQLException {
        this.ground = ground;
        this.name = name;
        workload = new Workload(ground.client, name, options);
        file = new PipelineFile(ground.folder.resolve(name + ".yaml"), name, ground.url(name));
        target = () -> ground.connect(name);
        ground.createDatabase(name);
        poller = TablePoller.start(target, workload.history());
        log = new WriteLog(target, workload.history());
    }

    /** Has documents, and no job yet. */
    static Trial open(Ground ground, String name, WorkloadOptions options) throws SQLException {
        Trial trial = new Trial(ground, name, options);
        trial.workload.fill();
        return trial;
    }

    /** Has a job that streams, and whose writes are recorded, under a running workload. */
    static Trial streaming(Ground ground, String name, WorkloadOptions options) throws Exception {
        Trial trial = open(ground, name, options);
        try {
            trial.submit(2, null);
            trial.settle();
            trial.recordWrites();
            trial.workload.start();
            return trial;
        } catch (Exception e) {
            trial.close();
            throw e;
        }
    }

    /** The file that the next job is submitted with. */
    PipelineFile file() {
        return file;
    }

    FlinkJob job() {
        return job;
    }

    /** Submits the job and waits until it runs. */
    FlinkJob submit(int parallelism, @Nullable String savepoint) throws IOException {
        return submit(ground.jar(), parallelism, savepoint);
    }

    FlinkJob submit(Path jar, int parallelism, @Nullable String savepoint) throws IOException {
        FlinkJob submitted = submitOnly(jar, parallelism, savepoint);
        submitted.awaitRunningAfter(-1);
        return submitted;
    }

    /** Submits the job, which may fail soon. */
    FlinkJob submitOnly(Path jar, int parallelism, @Nullable String savepoint) throws IOException {
        List<String> arguments = List.of("--pipeline", file.write().toString());
        FlinkJob submitted = ground.cluster.submit(jar, arguments, parallelism, savepoint);
        job = submitted;
        return submitted;
    }

    /**
     * Waits until source and target are equal, while the workload is held; then judges all that was
     * written.
     */
    void settle() throws SQLException {
        hold();
        workload.resume();
    }

    /** As {@link #settle}, and keeps the workload held. */
    void hold() throws SQLException {
        workload.pause();
        try {
            judge();
        } catch (SQLException | RuntimeException e) {
            workload.resume();
            throw e;
        }
    }

    private void judge() throws SQLException {
        awaitInStep();
        if (logs) {
            log.judge();
        }
        requireNoViolation();
        ground.journal.say(
                "%s in step: %d changes, %d row writes, %d observations"
                        .formatted(
                                name,
                                workload.changes(),
                                log.writes(),
                                poller.checker().observations()));
    }

    private void awaitInStep() {
        try {
            ground.cluster.await(name + " to be in step", LIMIT, () -> differences().isEmpty());
        } catch (IllegalStateException e) {
            throw new TortureException(e.getMessage() + situation(), e);
        }
    }

    /** What one needs to know first of a job that does not go on. */
    private String situation() {
        List<String> differences = differences();
        return "\n%d differences: %s\nthe job is %s, its tasks are %s\nprogress:\n%s\nexceptions: %s"
                .formatted(
                        differences.size(),
                        differences.stream().limit(MOST_SHOWN).toList(),
                        job == null ? "not there" : job.state(),
                        job == null ? List.of() : job.tasks(),
                        progress(),
                        job == null ? "" : job.exceptions());
    }

    private String progress() {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM lockstep_progress")) {
            StringBuilder rows = new StringBuilder();
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                for (int column = 1; column <= columns; column++) {
                    rows.append(row.getString(column)).append(column < columns ? ", " : "\n");
                }
            }
            return rows.toString();
        } catch (SQLException e) {
            return e.toString();
        }
    }

    /** What differs between the model and the target; exact while the workload is held. */
    List<String> differences() {
        try {
            return FinalState.differences(workload.history(), name, target);
        } catch (SQLException e) {
            return List.of("the target can't be read: " + e.getMessage());
        }
    }

    /** Begins to record each write; the tables must be there. */
    void recordWrites() throws SQLException {
        log.install();
        logs = true;
    }

    /** Waits until the job has written some rows more. */
    void awaitWrites() {
        String last = "SELECT COALESCE(MAX(seq), 0) FROM write_log";
        long before = number(last);
        ground.require("the job to write", () -> number(last) > before + 100);
    }

    /** The documents that have a row; none without the table. */
    List<DocumentKey> shown(String table) {
        try (Connection connection = target.connect()) {
            return Target.keys(table, connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the target can't be read", e);
        }
    }

    /** What the source gives of a collection, in its order. */
    Iterable<Document> documents(String collection) {
        return ground.client.getDatabase(name).getCollection(collection).find();
    }

    /** The number that a query gives. */
    long number(String sql) {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("the target can't be read", e);
        }
    }

    void requireNoViolation() {
        List<Checker> checkers = List.of(poller.checker(), log.checker());
        if (checkers.stream().anyMatch(checker -> !checker.violations().isEmpty())) {
            String reports =
                    checkers.stream().map(Checker::report).collect(Collectors.joining("\n"));
            checkers.forEach(Checker::forget);
            throw new TortureException("the target showed what it must not:\n" + reports);
        }
    }

    @Override
    public void close() {
        workload.close();
        poller.close();
    }
}
