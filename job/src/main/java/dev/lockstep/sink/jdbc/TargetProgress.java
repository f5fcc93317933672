package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Pipeline;
import dev.lockstep.event.Position;
import java.sql.SQLException;
import java.util.List;

/** How far a pipeline is applied in its target, for who wants to know before its job starts. */
public sealed interface TargetProgress {

    /** The pipeline has not been there, or its progress was removed. */
    record None() implements TargetProgress {}

    /**
     * There are documents for which nothing of the stream is known to be applied: the snapshot had
     * not ended.
     *
     * @param newest the position of those that are furthest; an empty one for none
     */
    record Incomplete(Position newest) implements TargetProgress {}

    /**
     * All documents have a position.
     *
     * @param oldest up to which all events of all documents are applied
     * @param newest the position of those that are furthest
     */
    record Complete(Position oldest, Position newest) implements TargetProgress {}

    /**
     * Reads it from the target.
     *
     * @throws SQLException without a message of the server's, which may quote values
     */
    static TargetProgress read(Pipeline pipeline) throws SQLException {
        try (TargetConnection target = new TargetConnection(pipeline.target())) {
            return of(new ProgressTable(pipeline.name()).read(target.get()));
        } catch (SQLException e) {
            if (SqlErrors.classify(e) == SqlErrors.Kind.SCHEMA) {
                return new None(); // no such table
            }
            throw SqlErrors.withoutMessage(e);
        }
    }

    private static TargetProgress of(List<ProgressTable.Row> rows) {
        List<Position> positions =
                rows.stream().map(row -> row.segment().position()).sorted().toList();
        if (positions.isEmpty()) {
            return new None();
        } else if (positions.get(0).equals(Segment.NOTHING)) {
            return new Incomplete(last(positions));
        }
        return new Complete(positions.get(0), last(positions));
    }

    private static Position last(List<Position> positions) {
        return positions.get(positions.size() - 1);
    }
}
