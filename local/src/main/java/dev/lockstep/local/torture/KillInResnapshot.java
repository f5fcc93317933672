package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.workload.DocumentKey;
import dev.lockstep.local.workload.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.bson.Document;

/**
 * History is lost, and a TaskManager is killed while everything is read again: after the restart it
 * is read again from the begin, and rows whose documents went meanwhile go.
 */
final class KillInResnapshot implements Scenario {

    private static final int DELETED = 20;

    @Override
    public String name() {
        return "kill -9 a TaskManager while lost history is read again";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int parallelism = Writers.count(trial);
        // While everything is read again rows may go back: see docs/guarantees.md.
        trial.hold();
        try {
            String savepoint = trial.job().stopWithSavepoint();
            List<DocumentKey> shown = trial.shown(Workload.WIDE);
            // Of their deletion no event tells.
            trial.workload.delete(shown.subList(0, DELETED));
            Overrun.run(trial);
            trial.file().source("on_history_lost", "resnapshot");
            FlinkJob job = killHalfway(trial, parallelism, savepoint);
            requireLostHistory(trial);
            trial.settle();
            trial.ground.require(
                    "the job to remove orphans",
                    () -> job.metric("lockstep.orphansRemoved").orElse(0) >= DELETED);
        } finally {
            trial.file().source("on_history_lost", "fail");
            trial.workload.resume();
        }
    }

    private static FlinkJob killHalfway(Trial trial, int parallelism, String savepoint)
            throws Exception {
        try (Connection user = trial.target.connect();
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            lock(lastRead(trial), statement);
            FlinkJob job = trial.submit(parallelism, savepoint);
            requireLostHistory(trial);
            trial.ground.require("a writer to wait for the user", () -> isHalfway(trial));
            int attempt = job.attempt();
            Writers.process(trial).kill9();
            TortureException.require(isHalfway(trial), "all was read again before the kill");
            user.rollback();
            trial.ground.cluster.startTaskManager();
            job.awaitRunningAfter(attempt);
            return job;
        }
    }

    /** Of the documents that have a row, the one that the source gives last. */
    private static DocumentKey lastRead(Trial trial) {
        List<DocumentKey> shown = trial.shown(Workload.WIDE);
        DocumentKey last = null;
        for (Document document : trial.documents(Workload.WIDE)) {
            DocumentKey key = DocumentKey.of(Workload.WIDE, document.get("_id").toString());
            last = shown.contains(key) ? key : last;
        }
        return Objects.requireNonNull(last, "no document has a row");
    }

    /** A writer can't get to the end of what is told again before it has written this one, too. */
    private static void lock(DocumentKey key, Statement statement) throws SQLException {
        statement.execute(
                "SELECT * FROM `%s` WHERE id = %s FOR UPDATE"
                        .formatted(key.collection(), key.id()));
    }

    /** Some documents were told, and not all writers have come to the end. */
    private static boolean isHalfway(Trial trial) {
        return trial.number(
                        "SELECT COUNT(*) FROM lockstep_reconciliations r JOIN lockstep_seen"
                                + " USING (pipeline, table_name) WHERE table_name = '"
                                + Workload.WIDE
                                + "' AND ended LIKE '%0%'")
                > 0;
    }

    private static void requireLostHistory(Trial trial) {
        trial.ground.require(
                "the job to say that history was lost",
                () -> trial.job().metric("historyLost").orElse(0) > 0);
    }
}
