package dev.lockstep.local.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A one-member MongoDB replica set inside this process, on {@code 127.0.0.1}: any driver connects,
 * change streams work, and what it holds is gone when it is closed unless {@link Options#withData}
 * keeps it. It models version 4.4; {@code buildInfo} says so, and in {@code modules} that it is
 * this.
 */
public final class EmbeddedMongoDb implements MongoDb {
    private static final long FORCE_MILLIS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMongoDb.class);

    private final Options options;
    private final Storage storage;
    private final Oplog oplog;
    private final ClusterClock clock;
    private final Users users;
    private final Member member;
    private final @Nullable DataFolder folder;
    private final @Nullable ServerCertificate certificate;
    private final WireServer server;
    private final Faults faults;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(EmbeddedMongoDb::daemon);
    private long lastBeat;

    private EmbeddedMongoDb(Options options, @Nullable DataFolder folder) {
        this.options = options;
        this.folder = folder;
        certificate = options.tls() ? ServerCertificate.make() : null;
        clock = new ClusterClock(Clock.systemUTC());
        KeptState kept = folder == null ? new KeptState() : folder.read();
        Journal journal = folder == null ? Journal.NONE : folder;
        oplog = new Oplog(clock, options.oplogBytes(), journal, kept.takeOplog());
        storage = new Storage(oplog, journal, kept);
        users = new Users(journal);
        users.restore(kept.kept());
        member = new Member(journal, kept);
        Topology topology =
                new Topology(options.setName(), options.preAndPostImages(), clock, member);
        FailPoints failPoints = new FailPoints();
        Cursors cursors = new Cursors(oplog, failPoints);
        Sessions sessions = new Sessions(storage);
        Election election = new Election(member, storage, sessions, oplog, timer);
        Credentials owner = options.credentials();
        if (owner != null) {
            users.put(User.root(owner));
        }
        Commands commands =
                new Commands(
                        storage,
                        oplog,
                        topology,
                        users,
                        new Authorization(owner != null, users),
                        cursors,
                        failPoints,
                        election,
                        sessions);
        if (folder != null) {
            folder.begin(everything());
        }
        Freeze freeze = new Freeze();
        server =
                WireServer.start(
                        options.port(),
                        certificate == null ? null : certificate.context(),
                        channel -> new CommandHandler(commands, new Connection(channel), freeze),
                        storage::handleClose);
        faults = new Faults(failPoints, freeze, cursors, election, server);
        every(options.heartbeat().toMillis(), this::beat);
        if (folder != null) {
            every(FORCE_MILLIS, this::keep);
        }
        every(500, sessions::expire);
    }

    private void every(long millis, Runnable task) {
        var unused = timer.scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    private Stream<JournalRecord> everything() {
        return Stream.of(storage.records(), users.records(), member.records())
                .flatMap(records -> records);
    }

    private void keep() {
        DataFolder kept = requireNonNull(folder);
        try {
            kept.force();
            if (kept.isOvergrown()) {
                storage.write(
                        () -> {
                            kept.begin(everything());
                            return true;
                        });
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("the data folder can't be written", e);
        }
    }

    /** A replica set on a free port. */
    public static EmbeddedMongoDb start() {
        return start(Options.DEFAULT);
    }

    /** Throws {@link MongoDbStartException} when the port or the data folder can't be used. */
    public static EmbeddedMongoDb start(Options options) {
        DataFolder folder = options.data() == null ? null : DataFolder.open(options.data());
        try {
            EmbeddedMongoDb started = new EmbeddedMongoDb(options, folder);
            LOG.info("{}", started.describe());
            return started;
        } catch (RuntimeException e) {
            if (folder != null) {
                folder.close();
            }
            throw e;
        }
    }

    /**
     * Closes it and starts it again on the same port: with its data folder as it was, without one
     * empty.
     */
    public EmbeddedMongoDb restart() {
        Options same = options.withPort(port());
        close();
        return start(same);
    }

    /** Closes it and starts it again on the same port, with nothing of what it held. */
    public EmbeddedMongoDb restartEmpty() {
        Options same = options.withPort(port());
        close();
        if (same.data() != null) {
            DataFolder.erase(same.data());
        }
        return start(same);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "embedded-mongodb-timer");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * A primary without writes logs a no-op now and then, so the tokens of idle streams move on.
     */
    private void beat() {
        storage.write(
                () -> {
                    if (clock.now() == lastBeat) {
                        oplog.noop();
                    }
                    lastBeat = clock.now();
                    return lastBeat;
                });
    }

    /** What can be made to go wrong with this server. */
    public Faults faults() {
        return faults;
    }

    /** With TLS, the certificate that clients must trust, as PEM; it is another at every start. */
    public Optional<String> certificate() {
        return Optional.ofNullable(certificate).map(ServerCertificate::pem);
    }

    public int port() {
        return server.port();
    }

    @Override
    public String uri() {
        Credentials owner = options.credentials();
        return uri(
                owner == null ? "" : encoded(owner.user()) + ":" + encoded(owner.password()) + "@");
    }

    /** The connection string for people, who will be asked for the password. */
    public String uriWithoutPassword() {
        Credentials owner = options.credentials();
        return uri(owner == null ? "" : encoded(owner.user()) + "@");
    }

    private String uri(String login) {
        List<String> parameters = new ArrayList<>();
        if (options.setName() != null) {
            parameters.add("replicaSet=" + options.setName());
        }
        if (options.tls()) {
            parameters.add("tls=true");
        }
        String query = parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
        return "mongodb://" + login + WireServer.HOST + ":" + port() + "/" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    @Override
    public String describe() {
        return String.format(
                "MongoDB %s (embedded model) at %s:%d, %s",
                Topology.VERSION,
                WireServer.HOST,
                port(),
                options.setName() == null ? "standalone" : "replica set " + options.setName());
    }

    @Override
    public void close() {
        if (timer.isShutdown()) {
            return;
        }
        timer.shutdownNow();
        server.close();
        storage.close();
        if (folder != null) {
            folder.close();
        }
    }

    /**
     * How to run it.
     *
     * @param port 0 takes a free one
     * @param setName the replica set's name; null is a standalone server: no cluster time, change
     *     streams are refused with error 40573
     * @param credentials the first user, in database {@code admin} with role {@code root}; null
     *     lets everybody do everything
     * @param oplogBytes size above which the log drops its oldest entries
     * @param heartbeat after how long without a write the cluster's time moves on by itself; 10 s
     *     as a real server
     * @param preAndPostImages whether collections can keep images of changes
     * @param data the folder that keeps what it holds; null keeps nothing
     * @param tls whether connections are encrypted
     */
    public record Options(
            int port,
            @Nullable String setName,
            @Nullable Credentials credentials,
            long oplogBytes,
            Duration heartbeat,
            boolean preAndPostImages,
            @Nullable Path data,
            boolean tls) {
        public static final Options DEFAULT =
                new Options(
                        0,
                        "rs0",
                        null,
                        256L * 1024 * 1024,
                        Duration.ofSeconds(10),
                        false,
                        null,
                        false);

        public Options withPort(int value) {
            return new Options(
                    value,
                    setName,
                    credentials,
                    oplogBytes,
                    heartbeat,
                    preAndPostImages,
                    data,
                    tls);
        }

        public Options withSetName(String value) {
            return new Options(
                    port, value, credentials, oplogBytes, heartbeat, preAndPostImages, data, tls);
        }

        public Options asStandalone() {
            return new Options(
                    port, null, credentials, oplogBytes, heartbeat, preAndPostImages, data, tls);
        }

        /**
         * Users must authenticate by SCRAM-SHA-256 and have the rights for what they do, else
         * errors 18 and 13; this one has every right and can make others.
         */
        public Options withUser(String user, String password) {
            Credentials login = new Credentials(user, password);
            return new Options(
                    port, setName, login, oplogBytes, heartbeat, preAndPostImages, data, tls);
        }

        public Options withOplogBytes(long value) {
            return new Options(
                    port, setName, credentials, value, heartbeat, preAndPostImages, data, tls);
        }

        public Options withHeartbeat(Duration value) {
            return new Options(
                    port, setName, credentials, oplogBytes, value, preAndPostImages, data, tls);
        }

        /**
         * Keeps collections, indexes, users and the oplog in a folder, which is made if it is not
         * there; a server that starts on it goes on with them. A killed process loses nothing that
         * it acknowledged; a power failure can lose the last tenth of a second, also of writes with
         * {@code j: true}.
         */
        public Options withData(Path folder) {
            return new Options(
                    port,
                    setName,
                    credentials,
                    oplogBytes,
                    heartbeat,
                    preAndPostImages,
                    folder,
                    tls);
        }

        /** Encrypted connections only, with {@link EmbeddedMongoDb#certificate}. */
        public Options withTls() {
            return new Options(
                    port,
                    setName,
                    credentials,
                    oplogBytes,
                    heartbeat,
                    preAndPostImages,
                    data,
                    true);
        }

        /**
         * Collections can keep the documents before and after their changes, and change streams
         * return them: {@code changeStreamPreAndPostImages}, {@code fullDocument: whenAvailable |
         * required} and {@code fullDocumentBeforeChange}, as MongoDB 6.0 documents them. Everything
         * else stays 4.4, the version that it tells included.
         *
         * @see <a href="https://www.mongodb.com/docs/v6.0/changeStreams/">Change Streams with
         *     Document Pre- and Post-Images</a>
         */
        public Options withPreAndPostImages() {
            return new Options(port, setName, credentials, oplogBytes, heartbeat, true, data, tls);
        }
    }
}
