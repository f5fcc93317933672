package dev.lockstep.local.mysql;

import java.sql.Connection;
import java.sql.SQLException;

/** A server that somebody else runs. */
record RunningMySql(String url, String username, String password, String version)
        implements MySqlServer {

    private static final int ACCESS_DENIED = 1045;
    private static final int ACCESS_DENIED_TO_DATABASE = 1044;
    private static final int UNKNOWN_DATABASE = 1049;

    static RunningMySql at(String url, String username, String password) {
        MySqlUrl parsed = MySqlUrl.parse(url);
        if (parsed.database().isEmpty()) {
            throw new MySqlServerException(
                    "the MySQL URL names no database: jdbc:mysql://HOST:PORT/DATABASE");
        }
        RunningMySql server = new RunningMySql(url, username, password, "");
        try (Connection connection = server.connect()) {
            String version = connection.getMetaData().getDatabaseProductVersion();
            return new RunningMySql(url, username, password, version);
        } catch (SQLException e) {
            throw new MySqlServerException(explain(parsed, e), e);
        }
    }

    private static String explain(MySqlUrl url, SQLException e) {
        return switch (e.getErrorCode()) {
            case ACCESS_DENIED ->
                    "MySQL at "
                            + url.host()
                            + " denies access: check --mysql-user and --mysql-password";
            case ACCESS_DENIED_TO_DATABASE ->
                    "this user may not use the MySQL database "
                            + url.database()
                            + " at "
                            + url.host();
            case UNKNOWN_DATABASE ->
                    "MySQL at "
                            + url.host()
                            + " has no database "
                            + url.database()
                            + ": create it first";
            default -> "MySQL at " + url.host() + " can't be reached: check --mysql-url";
        };
    }

    @Override
    public String describe() {
        return "MySQL %s at %s (given)".formatted(version, MySqlUrl.parse(url).host());
    }

    @Override
    public String clientCommand() {
        MySqlUrl parsed = MySqlUrl.parse(url);
        String[] address = parsed.host().split(":", 2);
        String port = address.length == 2 ? " -P" + address[1] : "";
        return "mysql -h" + address[0] + port + " -u" + username + " -p " + parsed.database();
    }

    @Override
    public void close() {}

    /** Without URL and password: they hold secrets. */
    @Override
    public String toString() {
        return "RunningMySql[]";
    }
}
