package dev.lockstep.sink.jdbc;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** How Lockstep's own tables tell a cluster time: in UTC, to the second. */
final class ClusterTime {

    private ClusterTime() {}

    /**
     * Gives null for none.
     *
     * @param bsonTimestamp seconds since the epoch in the upper 32 bits; 0 for none
     */
    static @Nullable LocalDateTime toUtc(long bsonTimestamp) {
        return bsonTimestamp == 0
                ? null
                : LocalDateTime.ofInstant(
                        Instant.ofEpochSecond(bsonTimestamp >>> 32), ZoneOffset.UTC);
    }
}
