package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The job loses its connections while the target's {@code max_connections} is reached. */
final class TooManyConnections implements Scenario {

    /** MariaDB takes no smaller one. */
    private static final int LIMIT = 10;

    @Override
    public String name() {
        return "max_connections reached";
    }

    @Override
    public void run(Trial trial) throws Exception {
        FlinkJob job = trial.job();
        List<Connection> others = new ArrayList<>();
        try (Connection administrator = trial.ground.mysql.connect();
                Statement statement = administrator.createStatement()) {
            for (int i = 0; i <= LIMIT; i++) {
                others.add(trial.target.connect());
            }
            long usual = number("SELECT @@GLOBAL.max_connections", statement);
            long refusals = refusals(statement);
            statement.execute("SET GLOBAL max_connections = " + LIMIT);
            try {
                killConnections(statement);
                trial.ground.require(
                        "the job to be refused", () -> refusalsNow(statement) > refusals + 1);
            } finally {
                statement.execute("SET GLOBAL max_connections = " + usual);
            }
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }
        job.awaitRunningAfter(-1);
    }

    /** Those of the job: it has a user of its own. */
    private static void killConnections(Statement statement) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT id FROM information_schema.processlist WHERE user = '%s'"
                                .formatted(Ground.JOB_USER))) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        TortureException.require(!ids.isEmpty(), "the job has no connection");
        for (long id : ids) {
            statement.execute("KILL " + id);
        }
    }

    private static long refusalsNow(Statement statement) {
        try {
            return refusals(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long refusals(Statement statement) throws SQLException {
        return number(
                "SELECT variable_value FROM information_schema.global_status"
                        + " WHERE variable_name = 'CONNECTION_ERRORS_MAX_CONNECTIONS'",
                statement);
    }

    private static long number(String sql, Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
