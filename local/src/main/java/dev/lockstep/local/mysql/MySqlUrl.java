package dev.lockstep.local.mysql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a JDBC URL that are looked at here.
 *
 * @param server {@code jdbc:mysql://host:port}, may hold secrets
 * @param database the database's name, empty for none
 * @param query {@code ?properties}, may hold secrets; empty for none
 */
record MySqlUrl(String server, String database, String query) {

    private static final Pattern FORM =
            Pattern.compile("(jdbc:mysql:(?:\\w+:)?//[^/?]+)(?:/([^?]*))?(\\?.*)?");

    /**
     * @throws MySqlServerException if it is no such URL
     */
    static MySqlUrl parse(String url) {
        Matcher matcher = FORM.matcher(url);
        if (!matcher.matches()) {
            throw new MySqlServerException(
                    "the MySQL URL must read jdbc:mysql://HOST:PORT/DATABASE");
        }
        return new MySqlUrl(
                matcher.group(1),
                matcher.group(2) == null ? "" : matcher.group(2),
                matcher.group(3) == null ? "" : matcher.group(3));
    }

    MySqlUrl withDatabase(String name) {
        return new MySqlUrl(server, name, query);
    }

    /** Host and port, without credentials and properties. */
    String host() {
        return server.substring(Math.max(server.lastIndexOf('/'), server.lastIndexOf('@')) + 1);
    }

    /** The URL with session times in UTC, so that the JVM's zone never shifts a value. */
    static String inUtc(String url) {
        String properties = "connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true";
        return url + (url.contains("?") ? "&" : "?") + properties;
    }

    @Override
    public String toString() {
        return server + "/" + database + query;
    }
}
