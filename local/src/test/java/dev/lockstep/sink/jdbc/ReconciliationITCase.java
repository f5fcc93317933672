package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.delete;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rejected;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static dev.lockstep.sink.jdbc.Changes.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.Pipeline;
import dev.lockstep.event.Position;
import dev.lockstep.function.KeyGroups;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ElementKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows that have no document any more are removed, and no others. */
class ReconciliationITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private final RecordingMetrics metrics = new RecordingMetrics();
    private CollectionMapping mapping = Changes.mapping(SchemaDrift.EVOLVE);
    private final ManualTimers timers = new ManualTimers();
    private final List<JdbcTargetWriter> writers = new ArrayList<>();

    @BeforeEach
    void begin() throws SQLException {
        execute(MYSQL, "DROP TABLE IF EXISTS lockstep_progress, lockstep_reconciliations");
        execute(MYSQL, "DROP TABLE IF EXISTS lockstep_seen, lockstep_dead_letters, things, others");
    }

    @AfterEach
    void closeWriters() {
        writers.forEach(JdbcTargetWriter::close);
    }

    @Test
    void rowsWithoutADocumentGoAtTheEnd() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, things(1, 6));
        // What comes before the begin, also in its batch, may be of a document that is gone.
        writer.write(upsert("things", 4, cell("a", "before")), null);
        writer.write(beginOf("things"), null);
        writer.write(read(upsert("things", 1, cell("a", "again"))), null);
        writer.write(seen("things", 2), null);
        writer.write(upsert("things", 3, cell("a", "changed")), null);
        writer.write(seen("things", 5), null);
        writer.write(delete("things", 5), null);
        writer.write(seen("things", 77), null);
        writer.flush(false);
        assertThat(ids("things")).containsExactly("1", "2", "3", "4");

        writer.write(endOf("things"), null);
        writer.write(upsert("things", 7), null);
        writer.flush(false);
        timers.advance(0);

        assertThat(rows(MYSQL, "SELECT id, a FROM things ORDER BY id"))
                .containsExactly("1|again", "2|old", "3|changed", "7|null");
        assertThat(metrics.count("orphansRemoved")).isEqualTo(1);
        assertNothingIsLeft();
    }

    @Test
    void aRowWhoseDocumentFitsNoMoreStays() throws Exception {
        execute(
                MYSQL,
                "CREATE TABLE things (id BIGINT PRIMARY KEY, a VARCHAR(5) CHECK (a <> 'no'))");
        JdbcTargetWriter writer = writer(0, 1, SchemaDrift.STRICT);
        write(writer, things(1, 4));

        write(
                writer,
                beginOf("things"),
                read(upsert("things", 1, cell("a", "too long"))),
                read(upsert("things", 2, cell("a", "no"))),
                endOf("things"));
        timers.advance(0);

        assertThat(rows(MYSQL, "SELECT id, a FROM things ORDER BY id"))
                .containsExactly("1|old", "2|old");
        assertThat(rows(MYSQL, "SELECT code FROM lockstep_dead_letters ORDER BY 1"))
                .containsExactly("ROW_REJECTED", "SCHEMA_CHANGE_NOT_ALLOWED");
        assertNothingIsLeft();
    }

    @Test
    void deadLettersOfDocumentsThatAreGoneAreSuperseded() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        for (String id : List.of("gone", "seen", "without a key", "rejected again", "mended")) {
            writer.write(rejected(id, DeadLetter.Code.NUMBER_NOT_FINITE), null);
        }
        TargetChange.Upsert unkeyed = upsert("things", "without a key");
        write(
                writer,
                beginOf("things"),
                seen("things", "seen"),
                new TargetChange.Seen(withPosition(unkeyed.origin(), null), "things", List.of()),
                rejected("rejected again", DeadLetter.Code.TYPE_MISMATCH),
                read(upsert("things", "mended")),
                endOf("things"),
                rejected("later", DeadLetter.Code.TYPE_MISMATCH));
        timers.advance(0);

        assertThat(
                        rows(
                                MYSQL,
                                "SELECT document_key FROM lockstep_dead_letters"
                                        + " WHERE NOT superseded ORDER BY 1"))
                .containsExactly(
                        "\"later\"", "\"rejected again\"", "\"seen\"", "\"without a key\"");
        assertNothingIsLeft();
    }

    @Test
    void withNothingBetweenBeginAndEndTheTableIsEmptied() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, things(1, 4));

        write(writer, beginOf("things"), endOf("things"), upsert("things", 2), beginOf("none"));
        write(writer, endOf("none"));
        timers.advance(0);

        assertThat(ids("things")).containsExactly("2");
        assertNothingIsLeft();
    }

    @Test
    void nothingGoesBeforeAllWritersAreThere() throws Exception {
        JdbcTargetWriter first = writer(0, 2);
        JdbcTargetWriter second = writer(1, 2);
        write(first, upsert("things", 1));
        write(second, upsert("things", 2), upsert("things", 3));
        TargetChange begin = beginOf("things");
        write(first, begin);
        write(second, begin, seen("things", 2));
        TargetChange end = endOf("things");
        write(first, end, upsert("things", 4));
        timers.advance(5_000);
        write(first, upsert("things", 5));
        assertThat(ids("things")).containsExactly("1", "2", "3", "4", "5");

        write(second, end);
        timers.advance(5_000);

        assertThat(ids("things")).containsExactly("2", "4", "5");
        assertNothingIsLeft();
    }

    @Test
    void goesOnAfterFailuresAtAnotherParallelism() throws Exception {
        write(writer(0, 1), things(1, 6));
        TargetChange begin = beginOf("things");
        TargetChange afterBegin = upsert("things", 1, cell("a", "streamed"));
        write(writer(0, 1), begin, afterBegin, seen("things", 2));

        JdbcTargetWriter[] three = {writer(0, 3), writer(1, 3), writer(2, 3)};
        TargetChange end = endOf("things");
        for (int subtask = 0; subtask < three.length; subtask++) {
            write(three[subtask], begin, afterBegin);
            if (subtask == 1) {
                write(three[subtask], seen("things", 2), seen("things", 3), end);
            }
        }
        JdbcTargetWriter[] two = {writer(0, 2), writer(1, 2)};
        write(two[1], begin, seen("things", 3), end);
        timers.advance(5_000);
        assertThat(ids("things")).containsExactly("1", "2", "3", "4", "5");

        write(two[0], begin, end);
        timers.advance(5_000);

        assertThat(ids("things")).containsExactly("1", "2", "3");
        assertNothingIsLeft();
    }

    /** A task died just behind the snapshot, when some writers had events of the stream already. */
    @Test
    void rowsOfWritersThatAreFurtherThanItsBeginStay() throws Exception {
        TargetChange begin = beginOf("things");
        TargetChange end = endOf("things");
        write(writer(0, 2), read(upsert("things", 4)));
        write(writer(1, 2), read(upsert("things", 1)), upsert("things", 2), upsert("things", 3));

        JdbcTargetWriter[] again = {writer(0, 2), writer(1, 2)};
        write(again[0], begin, seen("things", 4), end);
        timers.advance(5_000);
        write(again[1], begin, seen("things", 1), seen("things", 2), end);
        timers.advance(5_000);

        assertThat(ids("things")).containsExactly("1", "2", "4");
        assertNothingIsLeft();
    }

    @Test
    void onesThatEndedTogetherAreSwept() throws Exception {
        JdbcTargetWriter first = writer(0, 2);
        JdbcTargetWriter second = writer(1, 2);
        write(first, upsert("things", 1), upsert("things", 2));
        write(second, upsert("others", 1));
        List<TargetChange> marks =
                List.of(beginOf("things"), endOf("things"), beginOf("others"), endOf("others"));
        TargetChange[] all = marks.toArray(new TargetChange[0]);

        CompletableFuture<Void> there = CompletableFuture.runAsync(() -> quietly(first, all));
        write(second, all);
        there.get();
        timers.advance(5_000);

        assertThat(ids("things")).isEmpty();
        assertThat(ids("others")).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void aLaterBeginTakesThePlaceOfOneThatDidNotEnd() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, things(1, 4));
        write(writer, beginOf("things"), seen("things", 1));
        write(writer, beginOf("things"), seen("things", 2), endOf("things"));
        timers.advance(0);

        assertThat(ids("things")).containsExactly("2");
        assertNothingIsLeft();
    }

    /**
     * The job stops in the middle of one, and goes on from a savepoint of before: the next one
     * begins at an earlier place of the stream, and nobody will end the first.
     */
    @Test
    void oneOfAnOlderSavepointTakesThePlaceOfOneThatWasFurther() throws Exception {
        JdbcTargetWriter stopped = writer(0, 1);
        write(stopped, things(1, 7));
        write(stopped, begin(6, 100, 0), seen("things", 1), seen("things", 6));
        stopped.close();
        JdbcTargetWriter first = writer(0, 2);
        JdbcTargetWriter second = writer(1, 2);

        // The first one has 4 and 5, the other 1, 2, 3 and 6. 1 is gone since, 5 was already.
        write(first, begin(5, 110, 0), seen("things", 4), end(6, 111, 1));
        timers.advance(5_000);
        assertThat(ids("things")).containsExactly("1", "2", "3", "4", "5", "6");
        write(second, begin(5, 110, 0), seen("things", 2));
        write(second, upsert("things", 3), seen("things", 6), end(6, 111, 1));
        timers.advance(5_000);

        assertThat(ids("things")).containsExactly("2", "3", "4", "6");
        assertNothingIsLeft();
    }

    /** Its begin is the next one's for who has seen that already. */
    @Test
    void aWriterThatIsBehindDoesNotBringAnEarlierOneBack() throws Exception {
        JdbcTargetWriter ahead = writer(0, 2);
        JdbcTargetWriter behind = writer(1, 2);
        write(ahead, upsert("things", 4), upsert("things", 5));
        write(behind, upsert("things", 1), upsert("things", 2));
        write(ahead, begin(10, 12, 0), seen("things", 5), end(10, 12, 1));
        write(ahead, begin(20, 21, 0), seen("things", 4), end(20, 21, 1));

        write(behind, begin(10, 12, 0), seen("things", 1), end(10, 12, 1));
        timers.advance(5_000);
        assertThat(ids("things")).containsExactly("1", "2", "4", "5");
        write(behind, begin(20, 21, 0), seen("things", 2), end(20, 21, 1));
        timers.advance(5_000);

        assertThat(ids("things")).containsExactly("2", "4");
        assertNothingIsLeft();
    }

    /** As the source makes it: at a place of the stream, told at a time. */
    private static TargetChange begin(long place, long time, int ordinal) {
        return new TargetChange.ReconcileBegin(mark(place, time, ordinal), "things");
    }

    private static TargetChange end(long place, long time, int ordinal) {
        return new TargetChange.ReconcileEnd(mark(place, time, ordinal), "things");
    }

    private static Origin mark(long place, long time, int ordinal) {
        Position told = Position.before(place << 32).followedAt(time << 32);
        return withPosition(upsert("things", 0).origin(), told.followedBy(ordinal));
    }

    /** The key column becomes text in the middle of it; what was noted before still counts. */
    @Test
    void keysThatGetAnotherFormAreNotTakenForOrphans() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, things(1, 6));
        write(writer, beginOf("things"), seen("things", 1), upsert("things", 2));
        write(writer, upsert("things", "1"));
        write(writer, seen("things", 3), endOf("things"));
        timers.advance(0);

        assertThat(ids("things"))
                .containsExactly(
                        "1",
                        "{\"$numberInt\":\"1\"}",
                        "{\"$numberInt\":\"2\"}",
                        "{\"$numberInt\":\"3\"}");
        assertNothingIsLeft();
    }

    /** Between two pages of the sweep, by another writer. */
    @Test
    void keysThatGetAnotherFormAreSweptToTheEnd() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, things(0, 2_500));
        write(writer, beginOf("things"), endOf("things"));
        Pipeline pipeline = Changes.pipeline(MYSQL, SchemaDrift.EVOLVE);
        try (TargetConnection target = new TargetConnection(pipeline.target())) {
            Connection connection = target.get();
            DeadLetterTable letters = new DeadLetterTable("lockstep_dead_letters", "test");
            TableDeclarations declarations = new TableDeclarations(pipeline.collections());
            ClaimSweep claims = new ClaimSweep(target, declarations, letters);
            Sweep sweep = new Sweep("test", declarations, claims, letters, removed -> {});
            assertThat(sweep.step(connection)).isTrue();
            write(writer, upsert("things", "a"));
            while (sweep.step(connection)) {
                // the next page
            }
        }

        assertThat(ids("things")).containsExactly("a");
        assertNothingIsLeft();
    }

    /** Those of its documents' children too, and in the same transaction. */
    @Test
    void childRowsGoWithTheirParents() throws Exception {
        mapping =
                mapping.withChildren(
                        List.of(
                                new ChildMapping(
                                        "items",
                                        null,
                                        new ElementKey.Ordinal("ordinal"),
                                        List.of(),
                                        List.of(),
                                        ChildMapping.OnMismatch.REJECT,
                                        List.of(ChildMapping.byConvention("lots")))));
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, withChildren(1), withChildren(2), withChildren("three"));

        write(writer, beginOf("things"), seen("things", 2), endOf("things"));
        timers.advance(0);

        String two = "{\"$numberInt\":\"2\"}";
        assertThat(ids("things")).containsExactly(two);
        assertThat(rows(MYSQL, "SELECT things_id, ordinal FROM things_items"))
                .containsExactly(two + "|0");
        assertThat(rows(MYSQL, "SELECT things_id, items_ordinal, ordinal FROM things_items_lots"))
                .containsExactly(two + "|0|5");
        assertThat(metrics.count("orphansRemoved")).isEqualTo(2);
        assertNothingIsLeft();
    }

    private static TargetChange withChildren(Object id) {
        TargetChange.Upsert parent = upsert("things", id);
        List<Cell> item = List.of(cell("ordinal", 0));
        List<Cell> lot = List.of(cell("items_ordinal", 0), cell("ordinal", 5));
        return new TargetChange.Upsert(
                parent.origin(),
                "things",
                parent.key(),
                List.of(),
                List.of(),
                List.of(
                        new ChildRows(
                                "things_items",
                                List.of("things_id"),
                                List.of(new ChildRows.Row(item, List.of()))),
                        new ChildRows(
                                "things_items_lots",
                                List.of("things_id"),
                                List.of(new ChildRows.Row(lot, List.of())))));
    }

    @Test
    void largeTablesAreSweptPageByPage() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, things(0, 2_500));
        writer.write(beginOf("things"), null);
        for (int id = 0; id < 2_500; id += 2) {
            writer.write(seen("things", id), null);
        }
        write(writer, endOf("things"));
        timers.advance(0);

        assertThat(rows(MYSQL, "SELECT COUNT(*), SUM(id % 2) FROM things"))
                .containsExactly("1250|0");
        assertThat(metrics.count("orphansRemoved")).isEqualTo(1_250);
        assertNothingIsLeft();
    }

    @Test
    void rowsOfCompoundKeysAreToldApart() throws Exception {
        execute(
                MYSQL,
                "CREATE TABLE things (b VARCHAR(20) COLLATE utf8mb4_bin,"
                        + " a VARCHAR(20) COLLATE utf8mb4_bin, PRIMARY KEY (a, b))");
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, pair("x", "yz"), pair("xy", "z"), pair("x", "y"), pair("y", "x"));

        writer.write(beginOf("things"), null);
        TargetChange.Upsert kept = pair("xy", "z");
        writer.write(new TargetChange.Seen(kept.origin(), "things", kept.key()), null);
        write(writer, endOf("things"));
        timers.advance(0);

        assertThat(rows(MYSQL, "SELECT a, b FROM things")).containsExactly("xy|z");
    }

    private static TargetChange.Upsert pair(String a, String b) {
        return new TargetChange.Upsert(
                upsert("things", a + "/" + b).origin(),
                "things",
                List.of(cell("a", a), cell("b", b)),
                List.of());
    }

    private void assertNothingIsLeft() throws SQLException {
        assertThat(rows(MYSQL, "SELECT table_name FROM lockstep_reconciliations")).isEmpty();
        assertThat(rows(MYSQL, "SELECT table_name FROM lockstep_seen")).isEmpty();
    }

    private JdbcTargetWriter writer(int subtask, int parallelism) {
        return writer(subtask, parallelism, mapping);
    }

    private JdbcTargetWriter writer(int subtask, int parallelism, SchemaDrift drift) {
        return writer(subtask, parallelism, Changes.mapping(drift));
    }

    private JdbcTargetWriter writer(int subtask, int parallelism, CollectionMapping mapping) {
        JdbcTargetWriter writer =
                new JdbcTargetWriter(
                        Changes.pipeline(MYSQL, mapping),
                        new Progress("test", KeyGroups.ofSubtask(subtask, parallelism), List.of()),
                        timers,
                        metrics);
        writers.add(writer);
        return writer;
    }

    private static void write(JdbcTargetWriter writer, TargetChange... changes) throws Exception {
        for (TargetChange change : changes) {
            writer.write(change, null);
        }
        writer.flush(false);
    }

    private static void quietly(JdbcTargetWriter writer, TargetChange... changes) {
        try {
            write(writer, changes);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static TargetChange[] things(int from, int to) {
        TargetChange[] things = new TargetChange[to - from];
        for (int id = from; id < to; id++) {
            things[id - from] = upsert("things", id, cell("a", "old"));
        }
        return things;
    }

    private static TargetChange read(TargetChange.Upsert change) {
        return new TargetChange.Upsert(
                withPosition(change.origin(), null), change.table(), change.key(), change.cells());
    }

    private static TargetChange seen(String table, Object id) {
        TargetChange.Upsert row = upsert(table, id);
        return new TargetChange.Seen(withPosition(row.origin(), null), table, row.key());
    }

    private static TargetChange beginOf(String table) {
        return new TargetChange.ReconcileBegin(upsert(table, 0).origin(), table);
    }

    private static TargetChange endOf(String table) {
        return new TargetChange.ReconcileEnd(upsert(table, 0).origin(), table);
    }

    private static Origin withPosition(Origin origin, Position position) {
        return new Origin(
                origin.operation(),
                origin.namespace(),
                origin.documentKey(),
                origin.clusterTime(),
                position);
    }

    private static List<String> ids(String table) throws SQLException {
        return rows(MYSQL, "SELECT id FROM " + table + " ORDER BY id");
    }
}
