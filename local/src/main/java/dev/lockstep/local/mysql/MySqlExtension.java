package dev.lockstep.local.mysql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/**
 * A database of its own for each test class, on one server for the whole test run; register it in a
 * static field. {@code LOCKSTEP_TEST_MYSQL_URL} (with {@code _USER} and {@code _PASSWORD}) names a
 * server to use instead of the embedded one; its user must be allowed to create databases.
 */
public final class MySqlExtension implements BeforeAllCallback, AfterAllCallback {

    private SharedServer server;
    private MySqlUrl url;

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        server =
                context.getRoot()
                        .getStore(Namespace.GLOBAL)
                        .getOrComputeIfAbsent(SharedServer.class);
        String name =
                // Not "test_": everybody may do anything in databases named so.
                "it_"
                        + context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT)
                        + "_"
                        + UUID.randomUUID().toString().substring(0, 8);
        url = MySqlUrl.parse(server.running.url()).withDatabase(name);
        execute("CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4");
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        execute("DROP DATABASE `" + url.database() + "`");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.running.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** JDBC URL with this class's database. */
    public String url() {
        return url.toString();
    }

    public String database() {
        return url.database();
    }

    public String username() {
        return server.running.username();
    }

    public String password() {
        return server.running.password();
    }

    /** A new connection to this class's database, with session times in UTC. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(MySqlUrl.inUtc(url()), username(), password());
    }

    /** Lives as long as the test run; also ends with a JVM that is interrupted. */
    static final class SharedServer implements CloseableResource {

        final MySqlServer running = MySqlServers.startForTests();
        private final Thread hook = new Thread(running::close);

        SharedServer() {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public void close() {
            Runtime.getRuntime().removeShutdownHook(hook);
            running.close();
        }
    }
}
