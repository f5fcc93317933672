package dev.lockstep.local.mysql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A MySQL server with a database to write to. */
public sealed interface MySqlServer extends AutoCloseable permits EmbeddedMySql, RunningMySql {

    /** JDBC URL with the database: {@code jdbc:mysql://host:port/database}. */
    String url();

    /** Empty for none. */
    String username();

    /** Empty for none; a secret of servers that are not embedded. */
    String password();

    /** What is used, in one line and without secrets. */
    String describe();

    /** How a person looks into it with MySQL's client; without the secrets of a given server. */
    String clientCommand();

    /** A new connection to the database, with session times in UTC. */
    default Connection connect() throws SQLException {
        return DriverManager.getConnection(MySqlUrl.inUtc(url()), username(), password());
    }

    /** Ends what was started; a server that ran already goes on. */
    @Override
    void close();
}
