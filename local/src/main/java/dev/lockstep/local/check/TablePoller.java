package dev.lockstep.local.check;

import dev.lockstep.local.workload.History;
import dev.lockstep.local.workload.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the tables as any user is one: looks at all rows again and again, and shows them to a
 * checker. While the target is away it tries to come back.
 */
public final class TablePoller implements AutoCloseable {

    private static final long PAUSE_NANOS = 50_000_000;
    private static final long AWAY_NANOS = 200_000_000;

    private final Target target;
    private final Checker checker;
    private final Thread thread = new Thread(this::run, "table-poller");
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    private TablePoller(Target target, History history) {
        this.target = target;
        this.checker = new Checker("a reader", history);
    }

    public static TablePoller start(Target target, History history) {
        TablePoller poller = new TablePoller(target, history);
        poller.thread.setDaemon(true);
        poller.thread.start();
        return poller;
    }

    public Checker checker() {
        if (failure != null) {
            throw new IllegalStateException("the poller has ended by itself", failure);
        }
        return checker;
    }

    private void run() {
        try {
            while (!stopped) {
                try (Connection connection = target.connect()) {
                    poll(connection);
                } catch (SQLException e) {
                    LockSupport.parkNanos(AWAY_NANOS);
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void poll(Connection connection) throws SQLException {
        while (!stopped) {
            long start = System.nanoTime();
            for (String table : Workload.COLLECTIONS) {
                checker.table(table, TableView.read(table, connection));
            }
            // The larger the tables the rarer, or nobody else would get anything done.
            LockSupport.parkNanos(Math.max(PAUSE_NANOS, 4 * (System.nanoTime() - start)));
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
