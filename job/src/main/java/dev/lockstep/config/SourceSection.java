package dev.lockstep.config;

import com.mongodb.ConnectionString;
import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.Quantities;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Section;
import dev.lockstep.config.yaml.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The section {@code source}. */
final class SourceSection {

    private enum Mode {
        INITIAL,
        LATEST,
        TIMESTAMP,
        RESUME,
        SNAPSHOT_ONLY
    }

    private static final Key<String> URI =
            Key.required(
                    "uri",
                    Scalars.secret(
                            "a MongoDB connection string",
                            "mongodb://user:password@host:27017/?replicaSet=rs0 or mongodb+srv://;"
                                    + " special characters of user and password percent-encoded",
                            "mongodb(\\+srv)?://[\\s\\S]+",
                            SourceSection::isConnectionString),
                    "the replica set or sharded cluster to read: a connection string with"
                            + " credentials and TLS options");

    private static final Key<Mode> STARTUP =
            Key.withDefault(
                    "startup",
                    Scalars.choice(Mode.class),
                    "initial",
                    "where to begin without a checkpoint or savepoint: initial reads all documents,"
                            + " then changes; latest reads changes from now on; timestamp reads"
                            + " changes from startup_timestamp on; resume reads"
                            + " changes from where the target is, or is initial where it has no"
                            + " progress; snapshot-only reads all"
                            + " documents and ends");

    private static final Key<Instant> STARTUP_TIMESTAMP =
            Key.optional(
                    "startup_timestamp",
                    Scalars.instant(),
                    "the cluster time to begin at, with startup: timestamp");

    private static final Key<Duration> POLL_AWAIT =
            Key.withDefault(
                    "poll_await",
                    Quantities.duration("1ms", "1m"),
                    "100ms",
                    "how long the change stream waits before it asks again when nothing came");

    private static final Key<Integer> BATCH_SIZE =
            Key.withDefault(
                    "batch_size",
                    Scalars.integer(1, 100_000),
                    "1024",
                    "documents in one cursor batch");

    private static final Key<Duration> HEARTBEAT =
            Key.withDefault(
                    "heartbeat",
                    Quantities.duration("100ms", "1h"),
                    "5s",
                    "how often an idle stream's position moves on");

    private static final Key<Integer> SPLIT_SIZE_MB =
            Key.withDefault(
                    "split_size_mb",
                    Scalars.integer(1, 1024),
                    "64",
                    "the size of a snapshot's split, in megabytes of BSON");

    static final Section<MongoSource> SECTION =
            new Section<>(
                    Stream.concat(
                                    Stream.of(
                                            URI,
                                            STARTUP,
                                            STARTUP_TIMESTAMP,
                                            POLL_AWAIT,
                                            BATCH_SIZE,
                                            HEARTBEAT,
                                            SPLIT_SIZE_MB),
                                    StreamPolicyKeys.ALL.stream())
                            .toList(),
                    SourceSection::check,
                    SourceSection::build);

    private SourceSection() {}

    private static void check(Values values) {
        Optional<Mode> mode = values.find(STARTUP);
        boolean hasTime = values.isThere(STARTUP_TIMESTAMP);
        if (mode.isEmpty()) {
            return;
        }
        if (mode.get() == Mode.TIMESTAMP && !hasTime) {
            values.place(STARTUP)
                    .problem(
                            "is timestamp, but startup_timestamp is missing",
                            "add startup_timestamp, such as 2026-01-01T00:00:00Z");
        }
        if (mode.get() != Mode.TIMESTAMP && hasTime) {
            values.place(STARTUP_TIMESTAMP)
                    .problem(
                            "has a meaning with startup: timestamp only",
                            "add startup: timestamp, or remove it");
        }
    }

    private static MongoSource build(Values values) {
        return new MongoSource(
                values.get(URI),
                startup(values),
                values.get(POLL_AWAIT),
                values.get(BATCH_SIZE),
                values.get(HEARTBEAT),
                values.get(SPLIT_SIZE_MB),
                StreamPolicyKeys.build(values));
    }

    private static Startup startup(Values values) {
        return switch (values.get(STARTUP)) {
            case INITIAL -> new Startup.Initial();
            case LATEST -> new Startup.Latest();
            case RESUME -> new Startup.Resume();
            case SNAPSHOT_ONLY -> new Startup.SnapshotOnly();
            case TIMESTAMP ->
                    new Startup.AtTimestamp(values.find(STARTUP_TIMESTAMP).orElse(Instant.EPOCH));
        };
    }

    /**
     * Whether the driver takes it. Its own message is not used, as it may quote parts of a password
     * with characters that should have been encoded. A {@code +srv} string is left to the driver:
     * parsing one asks the DNS.
     */
    private static boolean isConnectionString(String uri) {
        if (uri.startsWith("mongodb+srv:")) {
            return true;
        }
        try {
            return !new ConnectionString(uri).getHosts().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
