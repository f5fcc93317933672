package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import java.time.Clock;

/** The cluster's logical time: seconds and a counter in one long, moved on by writes only. */
final class ClusterClock {
    private final Clock wall;
    private volatile long now;

    ClusterClock(Clock wall) {
        this.wall = wall;
    }

    /** The time of the last write. */
    long now() {
        return now;
    }

    BsonTimestamp timestamp() {
        return new BsonTimestamp(now);
    }

    /** The next time: always later than any before, also when the wall clock goes back. */
    synchronized long tick() {
        long second = wall.instant().getEpochSecond() << 32 | 1;
        now = Math.max(second, now + 1);
        return now;
    }

    /** Times from now on are later than any of the given one's second, whichever were not kept. */
    synchronized void startAfter(long time) {
        now = Math.max(now, ((time >>> 32) + 1) << 32);
    }
}
