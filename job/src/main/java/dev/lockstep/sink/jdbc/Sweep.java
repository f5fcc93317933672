package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.MySqlDialect.quote;

import dev.lockstep.event.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the rows of a table that no document was told for, and supersedes its dead letters, when
 * all writers of the pipeline have come to the reconciliation's end: page by page, each in a
 * transaction of its own, so that nobody is held up for long. One writer of the pipeline does it;
 * after a failure it begins again.
 */
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private static final int PAGE = 1_000;

    private final String pipeline;
    private final DeadLetterTable letters;
    private final IntConsumer onRemoved;
    private final ReconciliationTable table;
    private final ChildJoins childJoins;
    private final ClaimSweep claims;
    private ReconciliationTable.@Nullable Row current;
    private @Nullable String swept;
    private List<Object> lastKey = List.of();
    private long keysVersion;
    private long removed;

    /**
     * @param onRemoved gets the number of rows that a transaction removed, those of child tables
     *     not counted
     */
    Sweep(
            String pipeline,
            TableDeclarations declarations,
            ClaimSweep claims,
            DeadLetterTable letters,
            IntConsumer onRemoved) {
        this.pipeline = pipeline;
        this.childJoins = new ChildJoins(declarations);
        this.claims = claims;
        this.letters = letters;
        this.onRemoved = onRemoved;
        this.table = new ReconciliationTable(pipeline);
    }

    /** Whether there are keys of a table that is swept; for its writers it is so already. */
    boolean isToForget() {
        return swept != null;
    }

    /**
     * Does the next piece of work, if there is any.
     *
     * @return whether there may be more to do at once
     */
    boolean step(Connection connection) throws SQLException {
        if (swept != null) {
            forgetSome(swept, connection);
            return true;
        }
        Optional<ReconciliationTable.Row> ready = ready(connection);
        connection.commit();
        if (ready.isEmpty()) {
            return false;
        }
        if (!ready.get().equals(current)) {
            current = ready.get();
            lastKey = List.of();
            removed = 0;
        }
        String name = current.table();
        if (!table.lock(name, connection).equals(ready)) {
            connection.commit();
            return true; // it began anew meanwhile
        }
        OptionalLong version = SchemaStore.lockShared(name, connection);
        if (version.isEmpty()) {
            connection.commit();
            return false; // the next batch for the table ends the change of it
        }
        if (version.getAsLong() != keysVersion) {
            keysVersion = version.getAsLong();
            lastKey = List.of(); // keys may have got another form and order
        }
        if (claims.isFor(name)) {
            return sweepClaims(ready.get(), connection);
        }
        Optional<List<String>> joins = childJoins.of(name, connection);
        if (joins.isEmpty()) {
            connection.commit();
            return false; // the next batch converts the child tables' keys
        }
        List<String> key = PrimaryKey.read(name, connection);
        List<List<Object>> page = key.isEmpty() ? List.of() : page(key, connection);
        int orphans = page.isEmpty() ? 0 : remove(key, page, joins.get(), connection);
        if (page.size() < PAGE) {
            end(current, connection);
        }
        connection.commit();
        advance(page, orphans);
        if (page.size() < PAGE) {
            forgetNotes(name, connection);
        }
        return true;
    }

    private boolean sweepClaims(ReconciliationTable.Row reconciliation, Connection connection)
            throws SQLException {
        Optional<EncodedDocuments> tables = claims.lock(reconciliation.table());
        if (tables.isEmpty()) {
            connection.commit();
            return false; // the next batch ends the change of the child table
        }
        OptionalInt orphans = claims.step(reconciliation, table, tables.get());
        if (orphans.isEmpty()) {
            end(reconciliation, connection);
        }
        connection.commit();
        claims.committed();
        advance(List.of(), orphans.orElse(0));
        if (orphans.isEmpty()) {
            forgetNotes(reconciliation.table(), connection);
        }
        return true;
    }

    private void end(ReconciliationTable.Row reconciliation, Connection connection)
            throws SQLException {
        String name = reconciliation.table();
        letters.supersedeUnnoted(
                reconciliation.namespace(),
                table.noteParameters(name, reconciliation.begin()),
                connection);
        table.delete(name, connection);
    }

    private void advance(List<List<Object>> page, int orphans) {
        removed += orphans;
        onRemoved.accept(orphans);
        if (!page.isEmpty()) {
            lastKey = page.get(page.size() - 1);
        }
    }

    private Optional<ReconciliationTable.Row> ready(Connection connection) throws SQLException {
        return table.read(connection).stream().filter(ReconciliationTable.Row::ended).findFirst();
    }

    /** The next keys in their order; the first column's bound is what an index is used for. */
    private List<List<Object>> page(List<String> key, Connection connection) throws SQLException {
        String columns = String.join(",", key);
        String after =
                lastKey.isEmpty()
                        ? ""
                        : " WHERE %s >= ? AND (%s) > %s"
                                .formatted(key.get(0), columns, MySqlDialect.tuple(key.size()));
        String sql =
                "SELECT %s FROM %s%s ORDER BY %s LIMIT %d"
                        .formatted(columns, name(), after, columns, PAGE);
        List<List<Object>> page = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int parameter = 1;
            if (!lastKey.isEmpty()) {
                select.setObject(parameter++, lastKey.get(0));
            }
            for (Object value : lastKey) {
                select.setObject(parameter++, value);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    List<Object> values = new ArrayList<>();
                    for (int i = 1; i <= key.size(); i++) {
                        values.add(row.getObject(i));
                    }
                    page.add(values);
                }
            }
        }
        return page;
    }

    private int remove(
            List<String> key,
            List<List<Object>> page,
            List<String> childJoins,
            Connection connection)
            throws SQLException {
        String orphans = orphans(key, page.size());
        for (String join : childJoins) {
            execute("DELETE child FROM " + join + orphans, page, connection);
        }
        return execute("DELETE FROM " + name() + orphans, page, connection);
    }

    /** The rows of a page that no document was told for. */
    private String orphans(List<String> key, int rows) {
        List<String> columns = key.stream().map(column -> name() + "." + column).toList();
        return " WHERE (%s) IN (%s) AND NOT EXISTS (SELECT 1 FROM lockstep_seen WHERE pipeline = ? AND table_name = ? AND reconciliation = ? AND key_hash = %s)"
                .formatted(
                        String.join(",", columns),
                        MySqlDialect.repeat(MySqlDialect.tuple(key.size()), rows),
                        MySqlDialect.keyHash(columns.stream().sorted().toList()));
    }

    private int execute(String sql, List<List<Object>> page, Connection connection)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (List<Object> values : page) {
                for (Object value : values) {
                    delete.setObject(parameter++, value);
                }
            }
            for (Object value : table.noteParameters(current().table(), current().begin())) {
                delete.setObject(parameter++, value);
            }
            return delete.executeUpdate();
        }
    }

    /** What is left of it after a failure goes with the table's next reconciliation. */
    private void forgetNotes(String name, Connection connection) throws SQLException {
        LOG.info("Pipeline {}: reconciled table {}, {} rows removed", pipeline, name, removed);
        current = null;
        forgetSome(name, connection);
    }

    private void forgetSome(String name, Connection connection) throws SQLException {
        Position open =
                table.lock(name, connection).map(ReconciliationTable.Row::begin).orElse(null);
        int forgotten = table.forget(name, open, PAGE, connection);
        connection.commit();
        swept = forgotten == PAGE ? name : null;
    }

    private String name() {
        return quote(current().table());
    }

    private ReconciliationTable.Row current() {
        if (current == null) {
            throw new IllegalStateException("There is a table to sweep");
        }
        return current;
    }
}
