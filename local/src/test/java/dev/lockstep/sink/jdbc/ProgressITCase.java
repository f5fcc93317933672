package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.delete;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static dev.lockstep.sink.jdbc.Changes.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.config.Pipeline;
import dev.lockstep.event.Position;
import dev.lockstep.function.KeyGroups;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stream's progress in the target: replays, take-overs and the fence. */
class ProgressITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final String SEGMENTS =
            "SELECT first_key_group, last_key_group, position FROM lockstep_progress"
                    + " ORDER BY first_key_group";

    private final RecordingMetrics metrics = new RecordingMetrics();
    private final ManualTimers timers = new ManualTimers();
    private final List<JdbcTargetWriter> writers = new ArrayList<>();

    @BeforeEach
    void forgetProgress() throws SQLException {
        execute(MYSQL, "DROP TABLE IF EXISTS lockstep_progress");
    }

    @AfterEach
    void closeWriters() {
        writers.forEach(JdbcTargetWriter::close);
    }

    @Test
    void progressIsCommittedWithTheBatch() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        TargetChange.Upsert first = upsert("committed", 1);
        TargetChange.Upsert last = upsert("committed", 2);
        write(writer, first, last);

        assertThat(
                        rows(
                                MYSQL,
                                "SELECT pipeline, first_key_group, last_key_group, position,"
                                        + " cluster_time, commits FROM lockstep_progress"))
                .containsExactly("test|0|127|" + token(last) + "|1970-01-01 00:00:07|1");
    }

    @Test
    void aBatchThatIsRefusedLeavesNoProgress() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        TargetChange.Upsert good = upsert("refused", 1);
        write(writer, good);
        execute(MYSQL, "ALTER TABLE refused ADD COLUMN email VARCHAR(9) UNIQUE");
        writer = writer(0, 1);
        writer.write(upsert("refused", 2), null);
        JdbcTargetWriter refused = writer;

        assertThatThrownBy(() -> refused.flush(false)).isNotNull();

        assertThat(rows(MYSQL, SEGMENTS)).containsExactly("0|127|" + token(good));
    }

    @Test
    void replaysAreSkippedAlsoWithinABatch() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        TargetChange.Upsert old = upsert("replayed", 1, cell("a", "old"));
        TargetChange.Upsert deleted = upsert("replayed", 2, cell("a", "back"));
        writer.write(old, null);
        writer.write(deleted, null);
        TargetChange.Upsert now = upsert("replayed", 1, cell("a", "now"));
        writer.write(now, null);
        writer.write(delete("replayed", 2), null);
        writer.write(old, null);
        writer.write(deleted, null);
        writer.flush(false);
        assertThat(rows(MYSQL, "SELECT id, a FROM replayed")).containsExactly("1|now");

        JdbcTargetWriter next = writer(0, 1);
        write(next, old, deleted, now);

        assertThat(rows(MYSQL, "SELECT id, a FROM replayed")).containsExactly("1|now");
        assertThat(metrics.count("replayedEventsSkipped")).isEqualTo(5);
    }

    @Test
    void documentsOfTheSnapshotAreNeverSkipped() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        TargetChange.Upsert streamed = upsert("snapshot", 1, cell("a", "streamed"));
        write(writer, streamed);

        write(writer, withPosition(upsert("snapshot", 1, cell("a", "read")), null));

        assertThat(rows(MYSQL, "SELECT id, a FROM snapshot")).containsExactly("1|read");
        assertThat(rows(MYSQL, SEGMENTS)).containsExactly("0|127|" + token(streamed));
    }

    @Test
    void eachKeyGroupKeepsItsPositionWhenTheParallelismChanges() throws Exception {
        List<TargetChange.Upsert> applied = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            TargetChange.Upsert change = changeIn(subtask, 3);
            applied.add(change);
            write(writer(subtask, 3), change);
        }
        Position missed = applied.get(0).origin().position();
        assertThat(rows(MYSQL, SEGMENTS))
                .containsExactly(
                        "0|42|" + token(applied.get(0)),
                        "43|85|" + token(applied.get(1)),
                        "86|127|" + token(applied.get(2)));

        JdbcTargetWriter first = writer(0, 2);
        JdbcTargetWriter second = writer(1, 2);
        // Events at the first one's position are new to none of the three, an event after it
        // and before the others' only to the first.
        for (TargetChange.Upsert change : applied) {
            JdbcTargetWriter writer = isIn(change, 0, 2) ? first : second;
            writer.write(withPosition(change, missed), null);
            writer.write(withPosition(change, missed.followedBy(0)), null);
        }
        first.flush(false);
        second.flush(false);

        assertThat(metrics.count("replayedEventsSkipped")).isEqualTo(5);
        assertThat(rows(MYSQL, SEGMENTS))
                .containsExactly(
                        "0|42|" + missed.followedBy(0).token(),
                        "43|63|" + token(applied.get(1)),
                        "64|85|" + token(applied.get(1)),
                        "86|127|" + token(applied.get(2)));
    }

    @Test
    void severalWritersTakeOverAtOnce() throws Exception {
        TargetChange.Upsert change = upsert("crowd", 1);
        write(writer(0, 1), change);
        for (int parallelism : new int[] {8, 3, 8}) {
            ExecutorService threads = Executors.newFixedThreadPool(parallelism);
            List<Future<?>> running = new ArrayList<>();
            for (int subtask = 0; subtask < parallelism; subtask++) {
                JdbcTargetWriter writer = writer(subtask, parallelism);
                running.add(
                        threads.submit(
                                () -> {
                                    write(writer, withPosition(change, null));
                                    return null;
                                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
            threads.shutdown();
            assertThat(
                            rows(
                                    MYSQL,
                                    "SELECT COUNT(*), SUM(last_key_group - first_key_group + 1),"
                                            + " COUNT(DISTINCT epoch), COUNT(DISTINCT position)"
                                            + " FROM lockstep_progress"))
                    .containsExactly(parallelism + "|128|" + parallelism + "|1");
        }
        assertThat(metrics.count("batchRetries")).isZero();
    }

    @Test
    void aWriterThatWasTakenOverIsRefused() throws Exception {
        JdbcTargetWriter zombie = writer(0, 1);
        write(zombie, upsert("fenced", 1, cell("a", "before")));
        zombie.write(upsert("fenced", 1, cell("a", "zombie")), null);
        JdbcTargetWriter successor = writer(1, 2);
        write(successor, withPosition(upsert("other", 1), null));

        assertThatThrownBy(() -> zombie.flush(false))
                .isInstanceOf(FencedException.class)
                .hasMessageStartingWith(
                        "Pipeline test: another writer has taken over key groups 0 to 127");

        assertThat(rows(MYSQL, "SELECT id, a FROM fenced")).containsExactly("1|before");
    }

    @Test
    void aSnapshotOfAWriterThatWasTakenOverIsRefusedToo() throws Exception {
        JdbcTargetWriter zombie = writer(0, 1);
        write(zombie, upsert("reread", 1, cell("a", "before")));
        zombie.write(withPosition(upsert("reread", 1, cell("a", "zombie")), null), null);
        write(writer(0, 1), upsert("reread", 2));

        assertThatThrownBy(() -> zombie.flush(false)).isInstanceOf(FencedException.class);

        assertThat(rows(MYSQL, "SELECT id, a FROM reread")).containsExactly("1|before", "2|null");
    }

    /** A stopped process keeps its connection, and with it the locks of an open transaction. */
    @Test
    void aWriterThatHangsInATransactionHoldsNobodyUp() throws Exception {
        Pipeline pipeline = Changes.pipeline(MYSQL, SchemaDrift.EVOLVE);
        TargetConnection stuck = new TargetConnection(pipeline.target());
        Progress progress = Changes.progress(0, 127);
        BatchTransaction transaction = new BatchTransaction(stuck, pipeline, progress);
        transaction.write(Changes.batch(upsert("stuck", 1, cell("a", "before"))));
        try (Statement statement = stuck.get().createStatement()) {
            statement.executeUpdate("UPDATE stuck SET a = 'hanging'");
            statement.execute("SELECT * FROM lockstep_tables FOR UPDATE");
            statement.execute("SELECT * FROM lockstep_progress FOR UPDATE");
        }

        write(writer(0, 2), withPosition(upsert("stuck", 1, cell("a", "after")), null));

        assertThat(rows(MYSQL, "SELECT id, a FROM stuck")).containsExactly("1|after");
        assertThat(metrics.count("batchRetries")).isZero();
        assertThatThrownBy(() -> stuck.get().createStatement().execute("SELECT 1"))
                .isInstanceOf(SQLException.class);
        stuck.close();
    }

    @Test
    void aWriterWhoseConnectionIsLostGoesOn() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, upsert("again", 1));
        Changes.killOtherConnections(MYSQL);
        TargetChange.Upsert last = upsert("again", 2);

        write(writer, last);

        assertThat(metrics.count("batchRetries")).isPositive();
        assertThat(rows(MYSQL, SEGMENTS)).containsExactly("0|127|" + token(last));
        assertThat(rows(MYSQL, "SELECT DISTINCT epoch FROM lockstep_progress"))
                .containsExactly("2");
    }

    @Test
    void watermarksMoveAQuietRangeOn() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        timers.advance(0);
        TargetChange.Upsert early = upsert("quiet", 1);

        writer.writeWatermark(new Watermark(1_000_000 * 1_000L - 1));
        assertThat(rows(MYSQL, SEGMENTS)).containsExactly("0|127|");
        timers.advance(5_000);

        assertThat(rows(MYSQL, SEGMENTS))
                .containsExactly("0|127|" + Position.before(1_000_000L << 32).token());
        assertThat(metrics.count("batches")).isZero();
        write(writer, early);
        assertThat(metrics.count("replayedEventsSkipped")).isEqualTo(1);
        Position sameSecond = Position.before(1_000_000L << 32 | 1).followedBy(0);
        write(writer, withPosition(early, sameSecond));
        assertThat(rows(MYSQL, "SELECT id FROM quiet")).containsExactly("1");

        writer.writeWatermark(Watermark.MAX_WATERMARK);
        timers.advance(5_000);
        assertThat(rows(MYSQL, SEGMENTS)).containsExactly("0|127|" + sameSecond.token());
    }

    @Test
    void aTargetThatWasSetBackBehindTheCheckpointIsRefused() throws Exception {
        JdbcTargetWriter writer = writer(0, 1);
        write(writer, upsert("setback", 1));
        List<Segment> older = writer.snapshotState(1);
        write(writer, upsert("setback", 2));
        List<Segment> checkpoint = writer.snapshotState(2);
        write(writer, upsert("setback", 3));
        TargetChange.Upsert next = upsert("setback", 4);
        write(restored(checkpoint, 0, 2), withPosition(next, null));
        write(restored(checkpoint, 1, 2), withPosition(next, null));

        execute(
                MYSQL,
                "UPDATE lockstep_progress SET position = '"
                        + older.get(0).position().token()
                        + "' WHERE first_key_group = 64");

        write(restored(older, 0, 1), withPosition(next, null));
        // It gets this part of the state, whichever key groups it has.
        assertRefused(checkpoint);
    }

    /**
     * Documents of a snapshot carry no position, so only the transactions tell what was written.
     */
    @Test
    void aTargetWithoutTheSnapshotOfTheCheckpointIsRefused() throws Exception {
        TargetChange.Upsert read = withPosition(upsert("other_target", 1), null);
        JdbcTargetWriter writer = writer(0, 1);
        assertGoesOnFrom(writer.snapshotState(1));
        writer = writer(0, 1);
        write(writer, read);
        List<Segment> older = writer.snapshotState(2);
        write(writer, read);
        List<Segment> checkpoint = writer.snapshotState(3);
        write(writer, read);
        assertThat(rows(MYSQL, "SELECT position, commits FROM lockstep_progress"))
                .containsExactly("|3");
        assertGoesOnFrom(checkpoint);

        execute(MYSQL, "UPDATE lockstep_progress SET commits = 1"); // an older backup
        assertGoesOnFrom(older);
        assertRefused(checkpoint);
        execute(MYSQL, "DROP TABLE lockstep_progress");
        assertRefused(checkpoint);
        assertRefused(older);
        assertThat(rows(MYSQL, "SELECT * FROM lockstep_progress")).isEmpty();
    }

    private void assertGoesOnFrom(List<Segment> checkpoint) throws Exception {
        JdbcTargetWriter writer = restored(checkpoint, 0, 2);
        writer.write(withPosition(upsert("other_target", 2), null), null);
        writer.close();
    }

    private void assertRefused(List<Segment> checkpoint) {
        JdbcTargetWriter refused = restored(checkpoint, 0, 2);
        assertThatThrownBy(() -> refused.write(upsert("other_target", 2), null))
                .isInstanceOf(SuppressRestartsException.class)
                .rootCause()
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageMatching(
                        "Pipeline test: the target, database \\w+, is behind the Flink state .*"
                                + "Start without Flink state: .*");
    }

    @Test
    void aCheckpointBeforeTheTakeOverKeepsWhatWasRestored() {
        List<Segment> checkpoint = List.of(new Segment(3, 77, Changes.nextPosition(), 9));

        assertThat(restored(checkpoint, 0, 2).snapshotState(1)).isEqualTo(checkpoint);
    }

    private JdbcTargetWriter restored(List<Segment> checkpoint, int subtask, int parallelism) {
        JdbcTargetWriter writer =
                new JdbcTargetWriter(
                        Changes.pipeline(MYSQL, SchemaDrift.EVOLVE),
                        new Progress("test", KeyGroups.ofSubtask(subtask, parallelism), checkpoint),
                        timers,
                        metrics);
        writers.add(writer);
        return writer;
    }

    @Test
    void tellsHowFarThePipelineIs() throws Exception {
        Pipeline pipeline = Changes.pipeline(MYSQL, SchemaDrift.EVOLVE);
        assertThat(TargetProgress.read(pipeline)).isEqualTo(new TargetProgress.None());
        JdbcTargetWriter first = writer(0, 2);
        TargetChange.Upsert change = upsert("told", 1);
        write(first, withPosition(change, null));
        assertThat(TargetProgress.read(pipeline))
                .isEqualTo(new TargetProgress.Incomplete(Segment.NOTHING));

        write(first, change);
        Position oldest = change.origin().position();
        assertThat(TargetProgress.read(pipeline)).isEqualTo(new TargetProgress.Incomplete(oldest));

        TargetChange.Upsert last = upsert("told", 2);
        write(writer(1, 2), last);
        assertThat(TargetProgress.read(pipeline))
                .isEqualTo(new TargetProgress.Complete(oldest, last.origin().position()));
    }

    private JdbcTargetWriter writer(int subtask, int parallelism) {
        return restored(List.of(), subtask, parallelism);
    }

    private static void write(JdbcTargetWriter writer, TargetChange... changes) throws Exception {
        for (TargetChange change : changes) {
            writer.write(change, null);
        }
        writer.flush(false);
    }

    /** A change of a document whose key group the subtask has. */
    private static TargetChange.Upsert changeIn(int subtask, int parallelism) {
        for (int id = 0; ; id++) {
            TargetChange.Upsert change = upsert("groups", id);
            if (isIn(change, subtask, parallelism)) {
                return change;
            }
        }
    }

    private static boolean isIn(TargetChange change, int subtask, int parallelism) {
        return KeyGroups.ofSubtask(subtask, parallelism)
                .contains(KeyGroups.of(Batch.documentOf(change.origin())));
    }

    private static TargetChange.Upsert withPosition(
            TargetChange.Upsert change, @Nullable Position position) {
        Origin origin = change.origin();
        return new TargetChange.Upsert(
                new Origin(
                        origin.operation(),
                        origin.namespace(),
                        origin.documentKey(),
                        origin.clusterTime(),
                        position),
                change.table(),
                change.key(),
                change.cells());
    }

    private static String token(TargetChange change) {
        return change.origin().position().token();
    }
}
