package dev.lockstep.config;

import java.io.Serializable;

/**
 * A database to write.
 *
 * @param url JDBC URL with the database, {@code jdbc:mysql://host:3306/shop}; may hold secrets
 * @param username empty for none
 * @param password empty for none; a secret
 */
public record JdbcTarget(String url, String username, String password) implements Serializable {

    /** Without URL and password: they hold secrets. */
    @Override
    public String toString() {
        return "JdbcTarget[]";
    }
}
