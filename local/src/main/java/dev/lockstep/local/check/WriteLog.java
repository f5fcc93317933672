package dev.lockstep.local.check;

import dev.lockstep.local.workload.DocumentKey;
import dev.lockstep.local.workload.History;
import dev.lockstep.local.workload.Workload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Every committed write of every row, recorded by triggers in the target: what a poller only sees
 * with luck. The triggers run while the row is locked, so of each row the order is that of its
 * commits.
 */
public final class WriteLog {

    private static final String LOG = "write_log";

    private final Target target;
    private final Checker checker;
    private long writes;

    public WriteLog(Target target, History history) {
        this.target = target;
        this.checker = new Checker("the write log", history);
    }

    /** Begins to record the tables, which must be there. */
    public void install() throws SQLException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE IF NOT EXISTS `%s` (seq BIGINT AUTO_INCREMENT PRIMARY KEY,
                    collection VARCHAR(64) NOT NULL, id VARCHAR(64) NOT NULL, version BIGINT)"""
                            .formatted(LOG));
            for (String table : Workload.COLLECTIONS) {
                install(table, "INSERT", "NEW.id, NEW.version", statement);
                install(table, "UPDATE", "NEW.id, NEW.version", statement);
                install(table, "DELETE", "OLD.id, NULL", statement);
            }
        }
    }

    private static void install(String table, String event, String values, Statement statement)
            throws SQLException {
        statement.execute(
                """
                CREATE TRIGGER `%s_%s` AFTER %2$s ON `%1$s` FOR EACH ROW
                INSERT INTO `%s` (collection, id, version) VALUES ('%1$s', %s)"""
                        .formatted(table, event, LOG, values));
    }

    /** Judges what was written since the last time, and forgets it; while nothing is written. */
    public void judge() throws SQLException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet write =
                    statement.executeQuery("SELECT * FROM `" + LOG + "` ORDER BY seq")) {
                while (write.next()) {
                    judge(write);
                }
            }
            statement.execute("TRUNCATE TABLE `" + LOG + "`");
        }
    }

    private void judge(ResultSet write) throws SQLException {
        writes++;
        DocumentKey key = DocumentKey.of(write.getString("collection"), write.getString("id"));
        long version = write.getLong("version");
        if (write.wasNull()) {
            checker.noRow(key);
        } else {
            // The poller looks at the values, and at the child tables.
            checker.row(new RowVersion(key, version, true, true));
        }
    }

    public Checker checker() {
        return checker;
    }

    /** Row writes judged so far. */
    public long writes() {
        return writes;
    }
}
