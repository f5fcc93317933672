package dev.lockstep.local.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.Document;

/**
 * A {@code mongod} of this machine as a one-member replica set, with its data in a temporary
 * folder.
 */
final class LocalMongod implements MongoDb {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String HOST = "127.0.0.1";
    private static final String SET_NAME = "rs0";

    private final Path program;
    private final int port;
    private final Path folder;
    private final Process process;
    private final Thread shutdownHook = new Thread(this::stop, "stop-mongod");

    private LocalMongod(Path program, int port, Path folder, Process process) {
        this.program = program;
        this.port = port;
        this.folder = folder;
        this.process = process;
    }

    /** The first executable {@code mongod} of a {@code PATH}. */
    static Optional<Path> find(String path) {
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "mongod"))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /**
     * Returns when the member is primary; throws {@link IllegalStateException} when it does not
     * become so in a minute.
     */
    static LocalMongod start(Path program) {
        try {
            int port = freePort();
            Path folder = Files.createTempDirectory("lockstep-mongod");
            Process process = launch(program, port, folder);
            LocalMongod started = new LocalMongod(program, port, folder, process);
            Runtime.getRuntime().addShutdownHook(started.shutdownHook);
            started.initiate();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start mongod", e);
        }
    }

    private static Process launch(Path program, int port, Path folder) throws IOException {
        return new ProcessBuilder(
                        program.toString(),
                        "--dbpath",
                        folder.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind_ip",
                        HOST,
                        "--replSet",
                        SET_NAME)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mongod.log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void initiate() {
        String direct = "mongodb://" + HOST + ":" + port + "/?directConnection=true";
        MongoClientSettings settings =
                MongoClientSettings.builder()
                        .applyConnectionString(new ConnectionString(direct))
                        .applyToClusterSettings(
                                cluster ->
                                        cluster.serverSelectionTimeout(
                                                START_LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .build();
        try (MongoClient client = MongoClients.create(settings)) {
            Document member = new Document("_id", 0).append("host", HOST + ":" + port);
            Document config = new Document("_id", SET_NAME).append("members", List.of(member));
            client.getDatabase("admin").runCommand(new Document("replSetInitiate", config));
            awaitPrimary(client);
        } catch (MongoException e) {
            close();
            throw new IllegalStateException("mongod did not become a replica set", e);
        }
    }

    private void awaitPrimary(MongoClient client) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isPrimary(client)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException("mongod did not become primary");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
                throw new IllegalStateException("interrupted while mongod started", e);
            }
        }
    }

    private static boolean isPrimary(MongoClient client) {
        try {
            return client.getDatabase("admin")
                    .runCommand(BsonDocument.parse("{isMaster: 1}"))
                    .getBoolean("ismaster", false);
        } catch (MongoCommandException e) {
            return false;
        }
    }

    @Override
    public String uri() {
        return "mongodb://" + HOST + ":" + port + "/?replicaSet=" + SET_NAME;
    }

    @Override
    public String describe() {
        return "MongoDB of this machine ("
                + program
                + ") on "
                + HOST
                + ":"
                + port
                + ", replica set "
                + SET_NAME;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
        stop();
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            deleteFolder();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete mongod's folder", e);
        }
    }

    private void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
