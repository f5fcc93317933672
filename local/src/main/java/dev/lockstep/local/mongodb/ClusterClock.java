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
    long tick() {
        return tick(1);
    }

    /** The first of so many times that are given out together; the write gets only this one. */
    synchronized long tick(int times) {
        now = Math.max(second(), latest + 1);
        latest = now + times - 1;
        return now;
    }

    /** Takes over a time that a client has seen, which may be another server's. */
    synchronized void advance(BsonTimestamp seen) {
        latest = Math.max(latest, seen.getValue());
    }

    /** Times from now on are later than any of the given one's second, whichever were not kept. */
    synchronized void startAfter(long time) {
        now = Math.max(now, ((time >>> 32) + 1) << 32);
        latest = Math.max(latest, now);
    }

    /** Gives out a time for a write that fails: nothing is logged at it. */
    synchronized void reserve() {
        latest = Math.max(second(), latest + 1);
    }

    private long second() {
        return wall.instant().getEpochSecond() << 32 | 1;
    }
}
