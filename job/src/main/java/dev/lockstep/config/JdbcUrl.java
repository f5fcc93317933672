package dev.lockstep.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What every connection to the target needs of MySQL's driver, added to a JDBC URL where its author
 * has not decided otherwise.
 *
 * <p>{@code sql_mode} is not among it: the driver adds STRICT_TRANS_TABLES to the session's by
 * itself ({@code jdbcCompliantTruncation}).
 *
 * @see <a
 *     href="https://dev.mysql.com/doc/connector-j/en/connector-j-reference-configuration-properties.html">Connector/J:
 *     configuration properties</a>
 */
public final class JdbcUrl {

    private static final Map<String, String> DEFAULTS = defaults();

    private JdbcUrl() {}

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        // Times are UTC whatever the zones of this JVM and of the server; it takes both.
        defaults.put("connectionTimeZone", "UTC");
        defaults.put("forceConnectionTimeZoneToSession", "true");
        defaults.put("connectTimeout", "10000");
        // A lost server must be noticed, but a table's ALTER may take its time.
        defaults.put("socketTimeout", "120000");
        defaults.put("tcpKeepAlive", "true");
        defaults.put("rewriteBatchedStatements", "true");
        // JDBC's {escapes} are looked for in names of columns, too, which may have braces.
        defaults.put("enableEscapeProcessing", "false");
        defaults.put("processEscapeCodesForPrepStmts", "false");
        return Collections.unmodifiableMap(defaults);
    }

    /** The URL with the properties that the job's connections need. */
    public static String withDefaults(String url) {
        return withDefaults(url, DEFAULTS);
    }

    /** The URL with properties (in milliseconds where they are times) that it does not have yet. */
    public static String withDefaults(String url, Map<String, String> properties) {
        Set<String> present =
                Arrays.stream(query(url).split("&"))
                        .map(property -> property.replaceFirst("=.*", ""))
                        .collect(Collectors.toSet());
        StringBuilder result = new StringBuilder(url);
        char separator = url.indexOf('?') < 0 ? '?' : '&';
        for (Map.Entry<String, String> property : properties.entrySet()) {
            if (present.stream().noneMatch(property.getKey()::equalsIgnoreCase)) {
                result.append(endsOpen(result) ? "" : separator);
                result.append(property.getKey()).append('=').append(property.getValue());
                separator = '&';
            }
        }
        return result.toString();
    }

    /** The host and port of a URL, without credentials; for messages. */
    public static String server(String url) {
        String authority = withoutQuery(url).replaceFirst("^jdbc:mysql:[a-z:+]*//", "");
        String server = authority.replaceFirst("/[^/]*$", "").replaceFirst("^.*@", "");
        return server.contains("(") ? "the target" : server;
    }

    /** The database of a URL. */
    public static String database(String url) {
        return withoutQuery(url).replaceFirst("^.*/", "");
    }

    private static boolean endsOpen(CharSequence url) {
        char last = url.charAt(url.length() - 1);
        return last == '?' || last == '&';
    }

    private static String withoutQuery(String url) {
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }

    private static String query(String url) {
        int question = url.indexOf('?');
        return question < 0 ? "" : url.substring(question + 1);
    }
}
