package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import java.time.Clock;

/** The cluster's logical time: seconds and a counter in one long, moved on by writes only. */
final class ClusterClock {
    private final Clock wall;
    private volatile long now;
    private volatile long latest;

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

    /** The latest time that was given out, which every member knows as the cluster's. */
    BsonTimestamp clusterTime() {
        return new BsonTimestamp(latest);
    }

    /** The next time: always later than any before, also when the wall clock goes back. */
    synchronized long tick() {
        reserve();
        now = latest;
        return now;
    }

    /** Times from now on are later than any of the given one's second, whichever were not kept. */
    synchronized void startAfter(long time) {
        now = Math.max(now, ((time >>> 32) + 1) << 32);
        latest = Math.max(latest, now);
    }

    /** Gives out a time for a write that fails: nothing is logged at it. */
    synchronized void reserve() {
        long second = wall.instant().getEpochSecond() << 32 | 1;
        latest = Math.max(second, latest + 1);
    }
}
