package dev.lockstep.local.shop;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.lockstep.local.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.SynchronizedHistogram;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Measures from outside how long a change takes: it changes one document and looks at its row until
 * the change is there, again and again. It knows nothing of what carries the change.
 */
public final class LagProbe implements AutoCloseable {

    /** The collection, and by convention the table, of the one document. */
    public static final String COLLECTION = "probes";

    private static final String KEY = "lag";
    private static final String LOOK = "SELECT n FROM " + COLLECTION + " WHERE id = ?";
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PROBE_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    /** Unknown table, unknown column: a target that makes them may not have done so yet. */
    private static final Set<Integer> NOT_THERE_YET = Set.of(1146, 1054);

    private final MongoCollection<Document> probes;
    private final MySqlServer target;
    private final SynchronizedHistogram millis = new SynchronizedHistogram(3);
    private final Thread thread = new Thread(this::run, "lag-probe");
    private volatile long seen;
    private volatile boolean stopped;
    private volatile @Nullable Exception failure;

    public LagProbe(MongoDatabase database, MySqlServer target) {
        probes = database.getCollection(COLLECTION);
        this.target = target;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try (Connection connection = target.connect();
                PreparedStatement look = connection.prepareStatement(LOOK)) {
            look.setString(1, KEY);
            for (long n = 1; !stopped; n++) {
                long start = System.nanoTime();
                probes.updateOne(
                        Filters.eq("_id", KEY),
                        Updates.set("n", n),
                        new UpdateOptions().upsert(true));
                awaitRow(look, n);
                record(n, System.nanoTime() - start);
                LockSupport.parkNanos(this, PROBE_AGAIN);
            }
        } catch (SQLException | RuntimeException e) {
            failure = e;
        }
    }

    private void awaitRow(PreparedStatement look, long n) throws SQLException {
        while (!stopped && number(look) < n) {
            LockSupport.parkNanos(this, LOOK_AGAIN);
        }
    }

    private static long number(PreparedStatement look) throws SQLException {
        try (ResultSet rows = look.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            if (NOT_THERE_YET.contains(e.getErrorCode())) {
                return 0;
            }
            throw e;
        }
    }

    /**
     * The first change may have come with the snapshot, and the second waited for the snapshot's
     * end: both say nothing about lag.
     */
    private void record(long n, long nanos) {
        if (!stopped) {
            seen = n;
            if (n > 2) {
                millis.recordValue(TimeUnit.NANOSECONDS.toMillis(nanos));
            }
        }
    }

    /** Whether a change that was made after the first had arrived has arrived too. */
    public boolean changesFlow() {
        return seen > 1;
    }

    /** How many milliseconds this percentage of the changes took at most; 0 before the first. */
    public long percentile(double percentage) {
        return millis.getValueAtPercentile(percentage);
    }

    /** Why it stopped by itself, if it did. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends the probing; when it returns no more changes are made. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
