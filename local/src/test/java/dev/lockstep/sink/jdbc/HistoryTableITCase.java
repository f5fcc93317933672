package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.delete;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.mapping;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static dev.lockstep.sink.jdbc.Changes.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.function.KeyGroups;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The table of every change beside a table of rows. */
class HistoryTableITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final String IN_ORDER =
            "SELECT _operation, id, a FROM things_history ORDER BY _position";

    private final List<JdbcTargetWriter> writers = new ArrayList<>();

    @BeforeEach
    void begin() throws SQLException {
        execute(
                MYSQL,
                "DROP TABLE IF EXISTS lockstep_progress, lockstep_tables, things, things_history");
    }

    @AfterEach
    void closeWriters() {
        writers.forEach(JdbcTargetWriter::close);
    }

    @Test
    void everyChangeOfABatchIsToldInOrder() throws Exception {
        JdbcTargetWriter writer = writer();
        write(
                writer,
                operation(Operation.INSERT, upsert("things", 1, cell("a", "one"))),
                operation(Operation.INSERT, upsert("things", 2, cell("a", "two"))),
                operation(Operation.UPDATE, upsert("things", 1, cell("a", "uno"))),
                operation(Operation.DELETE, delete("things", 2)),
                operation(Operation.REPLACE, upsert("things", 1, cell("a", "eins"))));
        write(writer, operation(Operation.DELETE, delete("things", 1)));

        assertThat(rows(MYSQL, "SELECT id, a FROM things")).isEmpty();
        assertThat(rows(MYSQL, IN_ORDER))
                .containsExactly(
                        "INSERT|1|one",
                        "INSERT|2|two",
                        "UPDATE|1|uno",
                        "DELETE|2|null",
                        "REPLACE|1|eins",
                        "DELETE|1|null");
        assertThat(
                        rows(
                                MYSQL,
                                "SELECT DISTINCT CAST(_cluster_time AS DATETIME) FROM things_history"))
                .containsExactly("1970-01-01 00:00:07");
        assertThat(columns(MYSQL, "things_history"))
                .containsExactly(
                        "_position|varchar(768)",
                        "_operation|varchar(16)",
                        "_cluster_time|datetime(3)",
                        "id|int",
                        "a|varchar(255)");
    }

    @Test
    void idsOfAnyTypeAreTheTextsThatTheRowsHaveInADeclaredKey() throws Exception {
        ColumnMapping id = new ColumnMapping("_id", "id", new ColumnType.VarChar(99), false, null);
        CollectionMapping mapping =
                new CollectionMapping(
                                "shop",
                                "*",
                                "{collection}",
                                List.of(id),
                                List.of(),
                                List.of(),
                                SchemaDrift.EVOLVE)
                        .withHistory("{collection}_history");
        new BatchTransaction(
                        new TargetConnection(Changes.pipeline(MYSQL, mapping).target()),
                        Changes.pipeline(MYSQL, mapping),
                        Changes.progress(0, 127))
                .write(
                        Changes.batch(
                                Changes.declarations(mapping),
                                operation(Operation.INSERT, upsert("things", 7)),
                                operation(Operation.INSERT, upsert("things", "7")),
                                operation(Operation.DELETE, delete("things", 8))));

        assertThat(rows(MYSQL, "SELECT id FROM things ORDER BY id"))
                .containsExactly("7", "{\"$numberInt\":\"7\"}");
        assertThat(rows(MYSQL, "SELECT _operation, id FROM things_history ORDER BY _position"))
                .containsExactly(
                        "INSERT|{\"$numberInt\":\"7\"}",
                        "INSERT|7",
                        "DELETE|{\"$numberInt\":\"8\"}");
    }

    @Test
    void whatIsReplayedIsToldOnce() throws Exception {
        TargetChange[] changes = {
            operation(Operation.INSERT, upsert("things", 1, cell("a", "one"))),
            operation(Operation.UPDATE, upsert("things", 1, cell("a", "uno"))),
            operation(Operation.DELETE, delete("things", 1))
        };
        write(writer(), changes[0], changes[1]);

        write(writer(), changes);

        assertThat(rows(MYSQL, IN_ORDER))
                .containsExactly("INSERT|1|one", "UPDATE|1|uno", "DELETE|1|null");
    }

    @Test
    void aDocumentOfASnapshotComesBehindWhatWasAppliedBefore() throws Exception {
        JdbcTargetWriter first = writer();
        write(first, read(upsert("things", 1, cell("a", "read"))));
        // The split is read again after a failure: the same document, in its newer state.
        write(writer(), read(upsert("things", 1, cell("a", "read again"))));
        write(writer(), operation(Operation.UPDATE, upsert("things", 1, cell("a", "changed"))));

        // A later snapshot into the same table.
        write(writer(), read(upsert("things", 1, cell("a", "read later"))));
        write(writer(), operation(Operation.DELETE, delete("things", 1)));

        assertThat(rows(MYSQL, IN_ORDER))
                .containsExactly(
                        "READ|1|read again",
                        "UPDATE|1|changed",
                        "READ|1|read later",
                        "DELETE|1|null");
        assertThat(rows(MYSQL, "SELECT COUNT(*) FROM things_history WHERE _cluster_time IS NULL"))
                .containsExactly("2");
    }

    @Test
    void aDocumentThatNeverHadARowLeavesNothing() throws Exception {
        write(
                writer(),
                operation(Operation.INSERT, delete("things", 1)),
                operation(Operation.READ, delete("things", 2)),
                operation(Operation.UPDATE, delete("things", 3)));

        assertThat(rows(MYSQL, "SELECT _operation, id FROM things_history"))
                .containsExactly("DELETE|3");
    }

    @Test
    void aChangeThatWasRefusedIsNotTold() throws Exception {
        execute(MYSQL, "CREATE TABLE things (id BIGINT PRIMARY KEY, a INT CHECK (a >= 0))");

        BatchTransaction.Result result =
                transaction()
                        .write(
                                batch(
                                        upsert("things", 1, cell("a", 1)),
                                        upsert("things", 2, cell("a", -1)),
                                        upsert("things", 3, cell("a", -3)),
                                        upsert("things", 3, cell("a", 3))));

        assertThat(result.rejected()).hasSize(1);
        assertThat(result.upserts()).isEqualTo(2);
        assertThat(rows(MYSQL, "SELECT id, a FROM things_history ORDER BY _position"))
                .containsExactly("1|1", "3|-3", "3|3");
    }

    @Test
    void declaredColumnsMayBeNullWhereARowIsGone() throws Exception {
        ColumnMapping id = new ColumnMapping("_id", "id", ColumnType.Int.BIG, false, null);
        ColumnMapping a = new ColumnMapping("a", "a", new ColumnType.VarChar(9), false, null);
        write(writer(id, a), upsert("things", 1, cell("a", "x")), delete("things", 1));

        assertThat(rows(MYSQL, IN_ORDER)).containsExactly("UPDATE|1|x", "DELETE|1|null");
        assertThat(columns(MYSQL, "things_history")).contains("id|bigint", "a|varchar(9)");
    }

    @Test
    void positionsBeyondAKeysLengthStayInOrder() throws Exception {
        TargetChange.Upsert first = upsert("things", 1, cell("a", "first"));
        TargetChange.Upsert second = upsert("things", 1, cell("a", "second"));
        write(writer(), longer(first), longer(second));

        assertThat(rows(MYSQL, IN_ORDER)).containsExactly("UPDATE|1|first", "UPDATE|1|second");
    }

    private static TargetChange longer(TargetChange.Upsert change) {
        Position position = change.origin().position();
        return at(new Position(position.token() + "F".repeat(5_000)), change);
    }

    private static TargetChange read(TargetChange.Upsert change) {
        Origin origin = change.origin();
        Origin read = new Origin(Operation.READ, origin.namespace(), origin.documentKey(), 0, null);
        return new TargetChange.Upsert(read, change.table(), change.key(), change.cells());
    }

    private static TargetChange at(Position position, TargetChange.Upsert change) {
        Origin origin = change.origin();
        Origin there =
                new Origin(
                        origin.operation(),
                        origin.namespace(),
                        origin.documentKey(),
                        origin.clusterTime(),
                        position);
        return new TargetChange.Upsert(there, change.table(), change.key(), change.cells());
    }

    private static TargetChange operation(Operation operation, TargetChange.OfRow change) {
        Origin origin = change.origin();
        Origin changed =
                new Origin(
                        operation,
                        origin.namespace(),
                        origin.documentKey(),
                        origin.clusterTime(),
                        origin.position());
        if (change instanceof TargetChange.Upsert upsert) {
            return new TargetChange.Upsert(changed, upsert.table(), upsert.key(), upsert.cells());
        }
        return new TargetChange.Delete(changed, change.table(), change.key());
    }

    private static Batch batch(TargetChange... changes) {
        return Changes.batch(
                Changes.declarations(
                        mapping(SchemaDrift.EVOLVE).withHistory("{collection}_history")),
                changes);
    }

    private static BatchTransaction transaction() {
        return new BatchTransaction(
                new TargetConnection(Changes.pipeline(MYSQL, mapping(SchemaDrift.EVOLVE)).target()),
                Changes.pipeline(
                        MYSQL, mapping(SchemaDrift.EVOLVE).withHistory("{collection}_history")),
                Changes.progress(0, 127));
    }

    private JdbcTargetWriter writer(ColumnMapping... columns) {
        JdbcTargetWriter writer =
                new JdbcTargetWriter(
                        Changes.pipeline(
                                MYSQL,
                                mapping(SchemaDrift.EVOLVE, columns)
                                        .withHistory("{collection}_history")),
                        new Progress("test", KeyGroups.ofSubtask(0, 1), List.of()),
                        new ManualTimers(),
                        new RecordingMetrics());
        writers.add(writer);
        return writer;
    }

    private static void write(JdbcTargetWriter writer, TargetChange... changes) throws Exception {
        for (TargetChange change : changes) {
            writer.write(change, null);
        }
        writer.flush(false);
    }
}
