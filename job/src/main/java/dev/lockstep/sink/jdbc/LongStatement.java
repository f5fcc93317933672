package dev.lockstep.sink.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Waits for statements that may take as long as a large table needs, in such a way that the task
 * can be cancelled meanwhile: JDBC itself takes no notice of an interrupt, and Flink kills a
 * TaskManager with a task that does not end.
 */
final class LongStatement {

    private LongStatement() {}

    /** What uses no other connection. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    /**
     * Does the work in a thread of its own. When the caller is interrupted, the connection is given
     * up, though the server may go on; the caller is still interrupted then, so that it tries
     * nothing again.
     */
    static <T> T await(TargetConnection connection, Work<T> work) throws SQLException {
        connection.get(); // here, so that it can be given up
        FutureTask<T> task = new FutureTask<>(work::run);
        Thread thread = new Thread(task, "lockstep-ddl");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            connection.abort();
            Thread.currentThread().interrupt();
            throw new SQLTransientException("Interrupted while a statement ran", e);
        } catch (ExecutionException e) {
            throw asSqlException(e.getCause());
        }
    }

    private static SQLException asSqlException(Throwable cause) {
        if (cause instanceof SQLException refused) {
            return refused;
        } else if (cause instanceof RuntimeException bug) {
            throw bug;
        } else if (cause instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(cause);
    }
}
