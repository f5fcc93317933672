package dev.lockstep.source.mongodb;

import com.mongodb.ConnectionString;
import java.util.Optional;

/**
 * A MongoDB connection string in the parts that Flink CDC's builder wants. It puts them together
 * again without the database, which is also where a user is looked up by default, so that becomes
 * an explicit {@code authSource}.
 *
 * @param hosts comma-separated
 * @param options as in the string, without the question mark
 * @param credentials decoded
 */
record SourceUri(String scheme, String hosts, String options, Optional<Credentials> credentials) {

    record Credentials(String username, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    /** Parses a connection string; throws IllegalArgumentException when the driver can't. */
    static SourceUri parse(String uri) {
        ConnectionString parsed = new ConnectionString(uri);
        int authority = uri.indexOf("://") + 3;
        int question = uri.indexOf('?');
        String beforeOptions = question < 0 ? uri : uri.substring(0, question);
        int slash = beforeOptions.indexOf('/', authority);
        String hosts = slash < 0 ? beforeOptions : beforeOptions.substring(0, slash);
        hosts = hosts.substring(Math.max(hosts.lastIndexOf('@') + 1, authority));
        String options = question < 0 ? "" : uri.substring(question + 1);
        return new SourceUri(
                uri.substring(0, authority - 3),
                hosts,
                withAuthSource(options, parsed),
                credentials(parsed));
    }

    private static String withAuthSource(String options, ConnectionString parsed) {
        boolean implied =
                parsed.getUsername() != null
                        && parsed.getDatabase() != null
                        && !options.toLowerCase(java.util.Locale.ROOT).contains("authsource=");
        if (!implied) {
            return options;
        }
        return (options.isEmpty() ? "" : options + "&") + "authSource=" + parsed.getDatabase();
    }

    private static Optional<Credentials> credentials(ConnectionString parsed) {
        if (parsed.getUsername() == null) {
            return Optional.empty();
        }
        char[] password = parsed.getPassword();
        return Optional.of(
                new Credentials(
                        parsed.getUsername(), password == null ? "" : new String(password)));
    }
}
