package dev.lockstep.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * A MongoDB replica set or sharded cluster to read.
 *
 * @param uri connection string with credentials and TLS options; a secret
 * @param startup where to begin when there is no checkpoint or savepoint
 * @param pollAwait how long the change stream waits before it asks again when nothing came
 * @param batchSize documents in one cursor batch
 * @param heartbeat how often an idle stream's position moves on
 * @param splitSizeMb size of a snapshot split in megabytes of BSON
 * @param streamPolicy what is done when the change stream alone does not tell what is right
 */
public record MongoSource(
        String uri,
        Startup startup,
        Duration pollAwait,
        int batchSize,
        Duration heartbeat,
        int splitSizeMb,
        StreamPolicy streamPolicy)
        implements Serializable {

    /** The same source, begun in another way. */
    public MongoSource withStartup(Startup other) {
        return new MongoSource(
                uri, other, pollAwait, batchSize, heartbeat, splitSizeMb, streamPolicy);
    }

    /** Without the URI: it holds credentials. */
    @Override
    public String toString() {
        return "MongoSource[startup=" + startup + "]";
    }
}
