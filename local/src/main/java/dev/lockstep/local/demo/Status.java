package dev.lockstep.local.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the demo shows at one moment.
 *
 * @param elapsed since the start
 * @param readyAfter when changes had begun to flow; empty before
 * @param tables one for each collection
 * @param children their child tables
 * @param lagP50 milliseconds
 * @param lagP99 milliseconds
 * @param deadLetters in the target
 */
record Status(
        Duration elapsed,
        Optional<Duration> readyAfter,
        List<Table> tables,
        List<Child> children,
        long lagP50,
        long lagP99,
        long deadLetters) {

    /**
     * One collection and its table.
     *
     * @param changes documents changed since the start
     * @param changesPerSecond documents changed per second lately
     */
    record Table(
            String collection, long documents, long rows, long changes, double changesPerSecond) {

        /** How much of the collection has arrived, 0 to 100. */
        int percent() {
            return documents == 0 ? 100 : (int) Math.min(100, rows * 100 / documents);
        }
    }

    /** A table of the elements of an array. */
    record Child(String collection, String path, String table, long rows) {}

    Status {
        tables = List.copyOf(tables);
        children = List.copyOf(children);
    }

    /** Rows of all child tables. */
    long childRows() {
        return children.stream().mapToLong(Child::rows).sum();
    }

    /** All collections as one, without child tables. */
    Table total() {
        return new Table(
                "total",
                tables.stream().mapToLong(Table::documents).sum(),
                tables.stream().mapToLong(Table::rows).sum(),
                tables.stream().mapToLong(Table::changes).sum(),
                tables.stream().mapToDouble(Table::changesPerSecond).sum());
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
