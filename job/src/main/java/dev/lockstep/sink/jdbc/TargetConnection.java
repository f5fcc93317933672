package dev.lockstep.sink.jdbc;

import com.mysql.cj.jdbc.Driver;
import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.JdbcUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of one writer: opened when needed, with the session that the sink relies on. */
final class TargetConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TargetConnection.class);

    /** Values that do not fit are errors, never silently changed ones, whatever the server says. */
    private static final String SESSION =
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
                    + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',"
                    + " SESSION lock_wait_timeout = 60";

    private final JdbcTarget target;
    private final Map<String, String> properties;
    private @Nullable SimpleJdbcConnectionProvider provider;
    private @Nullable Connection connection;
    private @Nullable Server server;

    TargetConnection(JdbcTarget target) {
        this(target, Map.of());
    }

    private TargetConnection(JdbcTarget target, Map<String, String> properties) {
        this.target = target;
        this.properties = properties;
    }

    /**
     * What the sink needs to know of the server.
     *
     * @param mariaDb MariaDB rather than MySQL
     * @param maxPacket {@code max_allowed_packet} in bytes
     */
    record Server(boolean mariaDb, long maxPacket) {}

    /** The open connection, with automatic commit off. */
    Connection get() throws SQLException {
        if (connection == null) {
            connection = open();
        }
        return connection;
    }

    Server server() throws SQLException {
        get();
        if (server == null) {
            throw new IllegalStateException("An open connection knows its server");
        }
        return server;
    }

    /**
     * A connection of its own, for DDL, which would commit the writer's transaction, and which may
     * take as long as a large table needs.
     */
    TargetConnection another() {
        return new TargetConnection(target, Map.of("socketTimeout", "0"));
    }

    private Connection open() throws SQLException {
        provider = new SimpleJdbcConnectionProvider(options());
        Connection opened;
        try {
            opened = provider.getOrEstablishConnection();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The job jar holds the JDBC driver", e);
        }
        try (Statement statement = opened.createStatement()) {
            statement.execute(SESSION);
            try (ResultSet row = statement.executeQuery("SELECT VERSION(), @@max_allowed_packet")) {
                row.next();
                server = new Server(row.getString(1).contains("MariaDB"), row.getLong(2));
            }
            opened.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            opened.setAutoCommit(false);
            return opened;
        } catch (SQLException e) {
            provider.closeConnection();
            throw e;
        }
    }

    private String url() {
        return JdbcUrl.withDefaults(JdbcUrl.withDefaults(target.url(), properties));
    }

    private JdbcConnectionOptions options() {
        JdbcConnectionOptions.JdbcConnectionOptionsBuilder builder =
                new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        .withUrl(url())
                        // Not found by the URL: DriverManager looks for drivers once in the life of
                        // a JVM, so it knows none of a job that comes later, and then it tells the
                        // whole URL, with the secrets in it.
                        .withDriverName(Driver.class.getName());
        if (!target.username().isEmpty()) {
            builder.withUsername(target.username()).withPassword(target.password());
        }
        return builder.build();
    }

    /** Ends the transaction without its changes; a connection that can't even do that is closed. */
    void rollback() {
        if (connection == null) {
            return;
        }
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("Rollback failed, the connection is given up: {}", SqlErrors.describe(e));
            close();
        }
    }

    /** Lets go of it whatever it does; another thread may use it. */
    void abort() throws SQLException {
        if (connection != null) {
            connection.abort(Runnable::run);
        }
    }

    @Override
    public void close() {
        if (provider != null) {
            provider.closeConnection();
        }
        provider = null;
        connection = null;
    }
}
