package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import dev.lockstep.function.KeyGroups;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRange;

/**
 * {@code lockstep_progress}: up to which position of the stream each key group of a pipeline is
 * applied. Its rows are segments that cover all key groups, each written in the transactions of the
 * one writer that has taken it over.
 *
 * <p>Every take-over gets an epoch that no other of the pipeline has or had. A writer whose rows do
 * not all have its epoch any more was taken over itself.
 */
final class ProgressTable {

    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS lockstep_progress ("
                    + "pipeline VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                    + " first_key_group SMALLINT NOT NULL,"
                    + " last_key_group SMALLINT NOT NULL,"
                    + " position LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL"
                    + " COMMENT 'all events up to it are applied; empty before the first',"
                    + " cluster_time DATETIME NULL COMMENT 'of the position, UTC',"
                    + " epoch BIGINT NOT NULL COMMENT 'of the take-over; older writers are refused',"
                    + " commits BIGINT NOT NULL COMMENT 'transactions so far',"
                    + " updated_at DATETIME(3) NOT NULL COMMENT 'UTC',"
                    + " PRIMARY KEY (pipeline, first_key_group)"
                    + ") ENGINE=InnoDB COMMENT 'Lockstep: how far the stream is applied'";

    /** A literal of an earlier time than the column's gives it up to GREATEST. */
    private static final String ADVANCE =
            "UPDATE lockstep_progress SET commits = commits + 1,"
                    + " cluster_time = IF(position < ?, ?, cluster_time),"
                    + " position = GREATEST(position, ?), updated_at = UTC_TIMESTAMP(3)"
                    + " WHERE pipeline = ? AND first_key_group BETWEEN ? AND ? AND epoch = ?";

    private final String pipeline;

    ProgressTable(String pipeline) {
        this.pipeline = pipeline;
    }

    /** A row, and so the epoch of the writer that it belongs to. */
    record Row(Segment segment, long epoch) {}

    /** Creates the table when it is not there, and the pipeline's first row, which has all. */
    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
    }

    /** The pipeline's rows in the order of key groups, as last committed. */
    List<Row> read(Connection connection) throws SQLException {
        return select("", connection);
    }

    /** The pipeline's rows, locked until the transaction ends. */
    List<Row> lock(Connection connection) throws SQLException {
        List<Row> rows = select(" FOR UPDATE", connection);
        if (rows.isEmpty()) {
            // Of several writers one inserts it, the others wait and then find it, or its parts.
            insert(
                    new Segment(0, KeyGroups.COUNT - 1, Segment.NOTHING, 0),
                    0,
                    "INSERT IGNORE",
                    connection);
            rows = select(" FOR UPDATE", connection);
        }
        return rows;
    }

    private List<Row> select(String locking, Connection connection) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT first_key_group, last_key_group, position, commits, epoch"
                                + " FROM lockstep_progress WHERE pipeline = ?"
                                + " ORDER BY first_key_group"
                                + locking)) {
            select.setString(1, pipeline);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Position position = new Position(row.getString(3));
                    Segment segment =
                            new Segment(row.getInt(1), row.getInt(2), position, row.getLong(4));
                    rows.add(new Row(segment, row.getLong(5)));
                }
            }
        }
        return rows;
    }

    void delete(Segment segment, Connection connection) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM lockstep_progress"
                                + " WHERE pipeline = ? AND first_key_group = ?")) {
            delete.setString(1, pipeline);
            delete.setInt(2, segment.first());
            delete.executeUpdate();
        }
    }

    void insert(Segment segment, long epoch, Connection connection) throws SQLException {
        insert(segment, epoch, "INSERT", connection);
    }

    private void insert(Segment segment, long epoch, String verb, Connection connection)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        verb
                                + " INTO lockstep_progress (pipeline, first_key_group,"
                                + " last_key_group, position, cluster_time, epoch, commits,"
                                + " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))")) {
            insert.setString(1, pipeline);
            insert.setInt(2, segment.first());
            insert.setInt(3, segment.last());
            insert.setString(4, segment.position().token());
            insert.setObject(5, ClusterTime.toUtc(segment.position().clusterTime()));
            insert.setLong(6, epoch);
            insert.setLong(7, segment.commits());
            insert.executeUpdate();
        }
    }

    /**
     * Moves the rows of a writer on, as part of its transaction; a row that is further stays.
     *
     * @return the rows that still have the writer's epoch
     */
    int advance(KeyGroupRange range, long epoch, Position position, Connection connection)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
            update.setString(1, position.token());
            update.setObject(2, ClusterTime.toUtc(position.clusterTime()));
            update.setString(3, position.token());
            update.setString(4, pipeline);
            update.setInt(5, range.getStartKeyGroup());
            update.setInt(6, range.getEndKeyGroup());
            update.setLong(7, epoch);
            return update.executeUpdate();
        }
    }
}
