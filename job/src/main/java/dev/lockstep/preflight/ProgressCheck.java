package dev.lockstep.preflight;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.config.Pipeline;
import dev.lockstep.event.Position;
import dev.lockstep.sink.jdbc.TargetProgress;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.bson.BsonTimestamp;
import org.bson.Document;

/**
 * Checks that the target is not ahead of the source. If it is, the source is another one than the
 * target was filled from, or was set back, and its changes would be taken as applied already.
 */
final class ProgressCheck {

    private static final String SUBJECT = "progress";

    private ProgressCheck() {}

    /** Nothing where there is no progress, or where a server can't be asked: others tell that. */
    static Optional<Finding> check(Pipeline pipeline) {
        return newest(pipeline)
                .filter(newest -> newest.clusterTime() != 0)
                .flatMap(
                        newest ->
                                sourceTime(pipeline.source().uri())
                                        .map(time -> judge(pipeline, newest, time)));
    }

    private static Finding judge(Pipeline pipeline, Position newest, long sourceTime) {
        long targetTime = newest.clusterTime() >>> 32;
        if (targetTime <= sourceTime) {
            return Finding.ok(SUBJECT, "applied to " + Instant.ofEpochSecond(targetTime));
        }
        return Finding.error(
                SUBJECT,
                "the target is at %s, but the source's time is %s: it was set back, or the target was filled from another one, and its changes would be skipped"
                        .formatted(
                                Instant.ofEpochSecond(targetTime),
                                Instant.ofEpochSecond(sourceTime)),
                "name the right source; or, to read this one anew, start without Flink state after"
                        + " UPDATE lockstep_progress SET position = '', cluster_time = NULL"
                        + " WHERE pipeline = '"
                        + pipeline.name()
                        + "', which also removes rows of documents that it does not have");
    }

    private static Optional<Position> newest(Pipeline pipeline) {
        try {
            TargetProgress progress = TargetProgress.read(pipeline);
            if (progress instanceof TargetProgress.Complete complete) {
                return Optional.of(complete.newest());
            } else if (progress instanceof TargetProgress.Incomplete incomplete) {
                return Optional.of(incomplete.newest());
            }
        } catch (SQLException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** The source's cluster time in seconds. */
    private static Optional<Long> sourceTime(String uri) {
        try (MongoClient client =
                MongoClients.create(MongoSettings.forChecks(new ConnectionString(uri)))) {
            Document hello = MongoSettings.hello(client);
            return Optional.ofNullable(hello.get("$clusterTime", Document.class))
                    .map(time -> time.get("clusterTime", BsonTimestamp.class))
                    .map(time -> Integer.toUnsignedLong(time.getTime()));
        } catch (MongoException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
