package dev.lockstep.preflight;

import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.JdbcUrl;
import java.sql.SQLException;

/**
 * What an error of the target means, without the driver's message, which may quote the URL.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html">MySQL:
 *     server error reference</a>
 */
final class MySqlErrors {

    private static final int TOO_MANY_CONNECTIONS = 1040;
    private static final int DATABASE_ACCESS_DENIED = 1044;
    private static final int ACCESS_DENIED = 1045;
    private static final int UNKNOWN_DATABASE = 1049;
    private static final int HOST_NOT_ALLOWED = 1130;
    private static final int ACCESS_DENIED_NO_PASSWORD = 1698;

    private MySqlErrors() {}

    static Finding explain(JdbcTarget target, SQLException e) {
        String server = JdbcUrl.server(target.url());
        String database = JdbcUrl.database(target.url());
        return switch (e.getErrorCode()) {
            case ACCESS_DENIED, ACCESS_DENIED_NO_PASSWORD ->
                    Finding.error(
                            "authentication",
                            server + " refuses this user and password",
                            "check target.username and target.password, and from which hosts the"
                                    + " user may connect");
            case DATABASE_ACCESS_DENIED ->
                    Finding.error(
                            "privileges",
                            "the user has no right on database " + database,
                            "CREATE DATABASE IF NOT EXISTS `"
                                    + database
                                    + "`; "
                                    + MySqlPrivileges.grant(database, "the user"));
            case UNKNOWN_DATABASE ->
                    Finding.error(
                            "database",
                            server + " has no database " + database,
                            "CREATE DATABASE `" + database + "` CHARACTER SET utf8mb4");
            case HOST_NOT_ALLOWED ->
                    Finding.error(
                            "authentication",
                            server + " lets nobody connect from this machine",
                            "create the user for this host");
            case TOO_MANY_CONNECTIONS ->
                    Finding.error(
                            "connection",
                            server + " has no connection left",
                            "raise max_connections, or close some");
            default -> other(server, e);
        };
    }

    private static Finding other(String server, SQLException e) {
        if (e.getErrorCode() > 0) {
            return Finding.error(
                    "connection",
                    server + ": error " + e.getErrorCode() + " (" + e.getSQLState() + ")",
                    "see the server's error reference");
        }
        String message = String.valueOf(e.getMessage());
        return message.contains("Public Key Retrieval")
                ? Finding.error(
                        "authentication",
                        server + " wants TLS or its public key for this user's password",
                        "sslMode=REQUIRED in target.url, or allowPublicKeyRetrieval=true where the"
                                + " network is trusted")
                : Finding.error(
                        "connection",
                        "cannot reach " + server + ": " + NetworkProblem.of(e),
                        "check target.url, the network, and that MySQL runs there");
    }
}
