package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.workload.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A user's transaction that locks rows in the other order than batches do: they wait for it, and
 * when it comes for theirs, one of both is the victim of a deadlock.
 */
final class LockingUser implements Scenario {

    private static final int DEADLOCK = 1213;

    /** Which of both is the victim is the server's choice. */
    private static final int ROUNDS = 10;

    @Override
    public String name() {
        return "a user's locks and deadlocks";
    }

    @Override
    public void run(Trial trial) throws Exception {
        FlinkJob job = trial.job();
        double retries = Writers.retries(job);
        long deadlocks = deadlocks(trial);
        for (int round = 0; round < ROUNDS && Writers.retries(job) <= retries; round++) {
            lock(trial);
        }
        TortureException.require(deadlocks(trial) > deadlocks, "there was no deadlock");
        trial.ground.require("a batch to be tried again", () -> Writers.retries(job) > retries);
    }

    private static void lock(Trial trial) throws SQLException {
        try (Connection user = trial.target.connect();
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            lock(Workload.WIDE, statement);
            trial.ground.require("a batch to wait for the user", () -> waiting(trial) > 0);
            lock(Workload.HOT, statement);
            user.rollback();
        } catch (SQLException e) {
            if (e.getErrorCode() != DEADLOCK) {
                throw e;
            }
        }
    }

    private static void lock(String table, Statement statement) throws SQLException {
        // It is the heavier of the two when it has changed more rows, and then not the victim.
        statement.executeUpdate("UPDATE `" + table + "` SET version = version + 1");
    }

    /**
     * Not by innodb_trx: who asks it more often than every 100 ms gets the same answer for ever.
     */
    private static long waiting(Trial trial) {
        return status("INNODB_ROW_LOCK_CURRENT_WAITS", trial);
    }

    private static long deadlocks(Trial trial) {
        return status("INNODB_DEADLOCKS", trial);
    }

    private static long status(String name, Trial trial) {
        return trial.number(
                "SELECT variable_value FROM information_schema.global_status"
                        + " WHERE variable_name = '"
                        + name
                        + "'");
    }
}
