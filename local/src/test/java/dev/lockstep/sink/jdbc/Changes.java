package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Delivery;
import dev.lockstep.config.Errors;
import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.MongoSource;
import dev.lockstep.config.Pipeline;
import dev.lockstep.config.Startup;
import dev.lockstep.config.StreamPolicy;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.value.Value;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.runtime.state.KeyGroupRange;

/** Builds target changes and pipelines for the sink's tests, and reads tables back. */
final class Changes {

    private static final int NO_SUCH_THREAD = 1094;

    private static final Namespace NAMESPACE = new Namespace("shop", "things");

    private static final Position NOWHERE = new Position("");

    private static final AtomicLong POSITIONS = new AtomicLong();

    private Changes() {}

    static Cell cell(String column, Object value) {
        return new Cell(column, value(value));
    }

    private static Value value(Object value) {
        if (value instanceof Value given) {
            return given;
        } else if (value instanceof Integer number) {
            return new Value.Int32(number);
        } else if (value instanceof Long number) {
            return new Value.Int64(number);
        } else if (value instanceof Double number) {
            return new Value.Float64(number);
        } else if (value instanceof Boolean bool) {
            return new Value.Bool(bool);
        }
        return new Value.Text((String) value);
    }

    static TargetChange.Upsert upsert(String table, Object id, Cell... cells) {
        return new TargetChange.Upsert(origin(id), table, List.of(cell("id", id)), List.of(cells));
    }

    static TargetChange.Delete delete(String table, Object id) {
        return new TargetChange.Delete(origin(id), table, List.of(cell("id", id)));
    }

    static TargetChange.Rejected rejected(Object id, DeadLetter.Code code) {
        return new TargetChange.Rejected(
                origin(id), new DeadLetter(code, "a.b", "for the test", "{}"));
    }

    /** Later than all before, as those of a stream are. */
    static Position nextPosition() {
        return Position.before((7L << 32) + POSITIONS.incrementAndGet());
    }

    static Progress progress(int firstKeyGroup, int lastKeyGroup) {
        return new Progress("test", KeyGroupRange.of(firstKeyGroup, lastKeyGroup), List.of());
    }

    private static Origin origin(Object id) {
        return new Origin(
                Operation.UPDATE,
                NAMESPACE,
                id instanceof Number ? id.toString() : "\"" + id + "\"",
                7L << 32,
                nextPosition());
    }

    static Batch batch(TargetChange... changes) {
        return batch(declarations(mapping(SchemaDrift.EVOLVE)), changes);
    }

    static Batch batch(TableDeclarations declarations, TargetChange... changes) {
        Batch batch = new Batch(declarations);
        for (TargetChange change : changes) {
            batch.add(change, Objects.requireNonNullElse(change.origin().position(), NOWHERE));
        }
        return batch;
    }

    static TableDeclarations declarations(CollectionMapping mapping) {
        return new TableDeclarations(List.of(mapping));
    }

    static CollectionMapping mapping(SchemaDrift drift, ColumnMapping... columns) {
        return new CollectionMapping(
                "shop", "*", "{collection}", List.of(), List.of(columns), List.of(), drift);
    }

    static Pipeline pipeline(MySqlExtension mysql, SchemaDrift drift, ColumnMapping... columns) {
        return pipeline(mysql, mapping(drift, columns));
    }

    static Pipeline pipeline(MySqlExtension mysql, CollectionMapping mapping) {
        return pipeline(new JdbcTarget(mysql.url(), mysql.username(), mysql.password()), mapping);
    }

    static Pipeline pipeline(JdbcTarget target, CollectionMapping mapping) {
        return new Pipeline(
                "test",
                new MongoSource(
                        "mongodb://nowhere",
                        new Startup.Initial(),
                        Duration.ofMillis(100),
                        1,
                        Duration.ofSeconds(5),
                        1,
                        StreamPolicy.DEFAULT),
                target,
                List.of(mapping),
                new Delivery(
                        1000,
                        4_000_000,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10),
                        new Delivery.Retry(20, Duration.ofMillis(20), Duration.ofMillis(200))),
                new Errors("lockstep_dead_letters"));
    }

    /** Every row of a query, its columns joined with {@code |}. */
    static List<String> rows(MySqlExtension mysql, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = mysql.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(row.getString(i));
                }
                rows.add(String.join("|", values));
            }
        }
        return rows;
    }

    /**
     * Column names and types of a table, as MySQL names them: MariaDB gives integers a width, and
     * its JSON is LONGTEXT with a binary collation.
     */
    static List<String> columns(MySqlExtension mysql, String table) throws SQLException {
        String sql =
                "SELECT column_name, IF(column_type = 'longtext' AND collation_name = 'utf8mb4_bin',"
                        + " 'json', column_type)"
                        + " FROM information_schema.columns"
                        + " WHERE table_schema = DATABASE() AND table_name = '"
                        + table
                        + "' ORDER BY ordinal_position";
        return rows(mysql, sql).stream()
                .map(column -> column.replaceAll("\\|(big)?int\\(\\d+\\)$", "|$1int"))
                .toList();
    }

    static void execute(MySqlExtension mysql, String sql) throws SQLException {
        try (Connection connection = mysql.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void killOtherConnections(MySqlExtension mysql) throws SQLException {
        for (String id :
                rows(
                        mysql,
                        "SELECT id FROM information_schema.processlist WHERE db = DATABASE()"
                                + " AND id <> CONNECTION_ID()")) {
            try {
                execute(mysql, "KILL CONNECTION " + id);
            } catch (SQLException e) {
                if (e.getErrorCode() != NO_SUCH_THREAD) { // it may just have been closed
                    throw e;
                }
            }
        }
    }
}
