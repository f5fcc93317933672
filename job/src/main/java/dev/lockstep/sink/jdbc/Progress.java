package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import dev.lockstep.function.KeyGroups;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one writer's key groups are in the stream: tells which events are replays, writes the
 * progress in the transaction of each batch, and refuses to do so when another writer has taken the
 * key groups over.
 *
 * <p>All events of a range come to its writer in the order of the stream, so what came last says
 * how far all its key groups are. Only what was taken over may differ between them.
 */
final class Progress {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    /**
     * A system property for tests that must see what happens without progress. Nobody else can want
     * it.
     */
    private static final String OFF = "lockstep.test.progress.off";

    /**
     * A system property for tests that must see the epoch alone keep an old writer out: the name
     * with which pipelines begin whose old writers keep their sessions.
     */
    private static final String SESSIONS_LEFT = "lockstep.test.sessions.left";

    private final String pipeline;
    private final KeyGroupRange range;
    private final ProgressTable table;
    private final boolean off = Boolean.getBoolean(OFF);
    private final List<Segment> checkpoint;
    private List<Segment> takenOver = List.of();
    private Position newestTakenOver = Segment.NOTHING;
    private Position received = Segment.NOTHING;
    private Position told = Segment.NOTHING;
    private Position committed = Segment.NOTHING;
    private long commits;
    private long epoch;
    private @Nullable Connection session;

    /**
     * @param checkpoint what was committed when the checkpoint was taken from which the job is
     *     restored; of any key groups, but each writer gets a part
     */
    Progress(String pipeline, KeyGroupRange range, Collection<Segment> checkpoint) {
        this.pipeline = pipeline;
        this.range = range;
        this.checkpoint = List.copyOf(checkpoint);
        this.table = new ProgressTable(pipeline);
    }

    /**
     * Takes the range over from the writers before, in a transaction of its own. Does so once: from
     * then on it only makes sure that the session can be found by the next one.
     */
    void open(TargetConnection target) throws SQLException {
        if (off) {
            return;
        }
        Connection connection = target.get();
        if (epoch == 0) {
            table.create(connection);
            takeOver(connection);
        }
        if (session != connection) {
            new OwnerLock(pipeline, epoch).acquire(connection);
            session = connection;
        }
    }

    private void takeOver(Connection connection) throws SQLException {
        // Before anything is locked, for a writer that hangs may hold the very rows.
        endOwners(overlapping(table.read(connection)), connection);
        connection.commit();
        List<ProgressTable.Row> all = table.lock(connection);
        requireNotSetBack(all, connection.getCatalog());
        List<ProgressTable.Row> overlapping = overlapping(all);
        endOwners(overlapping, connection);
        long newest = all.stream().mapToLong(ProgressTable.Row::epoch).max().orElse(0);
        List<Segment> segments = overlapping.stream().map(ProgressTable.Row::segment).toList();
        List<Segment> mine = Segment.inside(segments, range);
        for (Segment segment : segments) {
            table.delete(segment, connection);
        }
        // The others' parts get an epoch that no session has: their old owner is refused too.
        for (Segment segment : Segment.outside(segments, range)) {
            table.insert(segment, newest + 1, connection);
        }
        for (Segment segment : mine) {
            table.insert(segment, newest + 2, connection);
        }
        connection.commit();
        takenOver(mine, newest + 2);
    }

    /**
     * Flink's state says where the source goes on, in the snapshot and in the stream. What the
     * target lacks before that would never come.
     */
    private void requireNotSetBack(List<ProgressTable.Row> rows, String database) {
        for (Segment committed : checkpoint) {
            for (ProgressTable.Row row : rows) {
                if (row.segment().isBehind(committed)) {
                    throw new TargetRefusedException(
                            "Pipeline %s: the target, database %s, is behind the Flink state that the job is restored from, so it was set back, or is another one, and what was written in between would be missing. Start without Flink state: with startup: resume the job begins where the target is, and with a snapshot if it has no progress."
                                    .formatted(pipeline, database));
                }
            }
        }
    }

    private List<ProgressTable.Row> overlapping(List<ProgressTable.Row> rows) {
        return rows.stream().filter(row -> row.segment().overlaps(range)).toList();
    }

    private void endOwners(List<ProgressTable.Row> rows, Connection connection)
            throws SQLException {
        String left = System.getProperty(SESSIONS_LEFT);
        if (left != null && pipeline.startsWith(left)) {
            return;
        }
        for (long owner : rows.stream().mapToLong(ProgressTable.Row::epoch).distinct().toArray()) {
            new OwnerLock(pipeline, owner).endHolder(connection);
        }
    }

    private void takenOver(List<Segment> mine, long newEpoch) {
        takenOver = mine;
        epoch = newEpoch;
        newestTakenOver =
                mine.stream().map(Segment::position).max(Position::compareTo).orElseThrow();
        LOG.info(
                "Pipeline {}: took over key groups {} to {} with epoch {}, at {}",
                pipeline,
                range.getStartKeyGroup(),
                range.getEndKeyGroup(),
                epoch,
                mine);
    }

    /**
     * Takes note of a change that is to be applied.
     *
     * @return false for a replay, which is not to be applied again
     */
    boolean accept(TargetChange change) {
        Position position = change.origin().position();
        if (position == null || off) {
            return true; // of a snapshot: what the source holds now
        }
        if (position.compareTo(received) <= 0 || isTakenOver(change, position)) {
            return false;
        }
        received = position;
        return true;
    }

    private boolean isTakenOver(TargetChange change, Position position) {
        if (position.compareTo(newestTakenOver) > 0) {
            return false;
        }
        int keyGroup = KeyGroups.of(Batch.documentOf(change.origin()));
        return takenOver.stream()
                .filter(segment -> segment.has(keyGroup))
                .anyMatch(segment -> position.compareTo(segment.position()) <= 0);
    }

    /** Where a change stands in the stream: one of a snapshot behind all that is applied. */
    Position placeOf(TargetChange change) {
        Position position = change.origin().position();
        if (position != null) {
            return position;
        }
        Position before = Stream.of(received, told).max(Position::compareTo).orElseThrow();
        int keyGroup = KeyGroups.of(Batch.documentOf(change.origin()));
        return takenOver.stream()
                .filter(segment -> segment.has(keyGroup))
                .map(segment -> segment.upTo(before).position())
                .findFirst()
                .orElse(before);
    }

    /** Takes note that documents come now that are told again, behind a place of the stream. */
    void told(Position place) {
        told = place;
    }

    /** The writer's key groups. */
    KeyGroupRange range() {
        return range;
    }

    /** Takes note that all events before a place of the stream have come. */
    void passed(Position place) {
        received = Stream.of(received, place).max(Position::compareTo).orElseThrow();
    }

    /** Whether this is the one writer that does what one has to do for all. */
    boolean isFirst() {
        return !off && range.contains(0);
    }

    /** Whether there is progress that no transaction has written yet. */
    boolean isAhead() {
        return !off && received.compareTo(committed) > 0;
    }

    /**
     * Writes the progress as part of the caller's transaction; throws {@link FencedException} when
     * that must not be committed.
     */
    void write(Connection connection) throws SQLException {
        if (!off && table.advance(range, epoch, received, connection) != takenOver.size()) {
            FencedException refused =
                    new FencedException(
                            pipeline, range.getStartKeyGroup(), range.getEndKeyGroup(), epoch);
            // Of a task that is cancelled meanwhile Flink logs no exception.
            LOG.warn("{}", refused.getMessage());
            throw refused;
        }
    }

    /** To be called when the transaction is committed. */
    void committed() {
        committed = received;
        commits++;
    }

    /** What is committed of the writer's range, for a checkpoint. */
    List<Segment> committedSegments() {
        if (epoch == 0) {
            return checkpoint; // not opened yet
        }
        return takenOver.stream().map(segment -> segment.upTo(committed).after(commits)).toList();
    }

    /** Cluster time up to which all is committed, as a BSON timestamp; 0 for none. */
    long committedTime() {
        return committed.clusterTime();
    }
}
