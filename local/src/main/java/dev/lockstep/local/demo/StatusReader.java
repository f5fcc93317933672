package dev.lockstep.local.demo;

import com.mongodb.client.MongoDatabase;
import dev.lockstep.local.shop.LagProbe;
import dev.lockstep.local.shop.ShopWorkload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what the demo shows from both servers, by counting. */
final class StatusReader {

    private static final int NO_SUCH_TABLE = 1146;

    private final MongoDatabase source;
    private final Connection target;
    private final ShopWorkload workload;
    private final LagProbe probe;
    private final String deadLetterTable;
    private final long started;
    private final Map<String, ChangeRate> rates = new HashMap<>();
    private long lastRead = System.nanoTime();
    private Optional<Duration> readyAfter = Optional.empty();

    /**
     * @param started when the demo was started, by {@link System#nanoTime}
     */
    StatusReader(
            MongoDatabase source,
            Connection target,
            ShopWorkload workload,
            LagProbe probe,
            String deadLetterTable,
            long started) {
        this.source = source;
        this.target = target;
        this.workload = workload;
        this.probe = probe;
        this.deadLetterTable = deadLetterTable;
        this.started = started;
    }

    Status read() throws SQLException {
        long now = System.nanoTime();
        Duration elapsed = Duration.ofNanos(now - started);
        double seconds = Math.max(1, now - lastRead) / 1e9;
        lastRead = now;
        if (readyAfter.isEmpty() && probe.changesFlow()) {
            readyAfter = Optional.of(elapsed);
        }
        List<Status.Table> tables = new ArrayList<>();
        List<Status.Child> children = new ArrayList<>();
        for (String collection : ShopWorkload.COLLECTIONS) {
            tables.add(table(collection, seconds));
            Optional<String> child = DemoPipeline.childTable(collection);
            if (child.isPresent()) {
                String array = ShopWorkload.ARRAYS.get(collection);
                children.add(new Status.Child(collection, array, child.get(), count(child.get())));
            }
        }
        return new Status(
                elapsed,
                readyAfter,
                tables,
                children,
                probe.percentile(50),
                probe.percentile(99),
                count(deadLetterTable + " WHERE NOT superseded"));
    }

    private Status.Table table(String collection, double seconds) throws SQLException {
        long changes = workload.changes(collection);
        ChangeRate rate = rates.computeIfAbsent(collection, name -> new ChangeRate());
        return new Status.Table(
                collection,
                source.getCollection(collection).estimatedDocumentCount(),
                count(collection),
                changes,
                rate.after(changes, seconds));
    }

    private long count(String rows) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + rows)) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_TABLE) {
                return 0;
            }
            throw e;
        }
    }
}
