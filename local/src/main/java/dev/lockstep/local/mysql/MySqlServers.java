package dev.lockstep.local.mysql;

import java.util.Optional;

/** Chooses the MySQL server: a given one, else the embedded one. */
public final class MySqlServers {

    /** Names the server that tests use instead of the embedded one. */
    static final String TEST_URL = "LOCKSTEP_TEST_MYSQL_URL";

    private static final String TEST_USERNAME = "LOCKSTEP_TEST_MYSQL_USER";
    private static final String TEST_PASSWORD = "LOCKSTEP_TEST_MYSQL_PASSWORD";

    private MySqlServers() {}

    /**
     * A server that accepts connections.
     *
     * @param url JDBC URL with a database of a server that runs; empty starts the embedded one
     * @param username of the given server
     * @param password of the given server
     * @throws MySqlServerException if it can't be reached or started
     */
    public static MySqlServer start(Optional<String> url, String username, String password) {
        return url.<MySqlServer>map(given -> RunningMySql.at(given, username, password))
                .orElseGet(EmbeddedMySql::start);
    }

    /** The server that the environment names for tests, else the embedded one. */
    public static MySqlServer startForTests() {
        return start(
                Optional.ofNullable(System.getenv(TEST_URL)),
                System.getenv().getOrDefault(TEST_USERNAME, "root"),
                System.getenv().getOrDefault(TEST_PASSWORD, ""));
    }
}
