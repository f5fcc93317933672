package dev.lockstep.preflight;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The settings of the target, as they hold in a connection of the job.
 *
 * @param database the database written
 * @param user the account as the server knows it, {@code 'name'@'host'}
 * @param secondsFromUtc how far the session's clock is from UTC
 */
record MySqlSettings(
        String version,
        String database,
        String user,
        String sqlMode,
        String characterSet,
        String engine,
        boolean readOnly,
        long maxAllowedPacket,
        long secondsFromUtc) {

    private static final long ENOUGH_PACKET = 16L << 20;

    static MySqlSettings read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT VERSION(), DATABASE(), CURRENT_USER(), @@session.sql_mode,"
                                        + " @@character_set_database, @@default_storage_engine,"
                                        + " @@global.read_only, @@max_allowed_packet,"
                                        + " TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())")) {
            row.next();
            return new MySqlSettings(
                    row.getString(1),
                    row.getString(2),
                    quoted(row.getString(3)),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    !List.of("0", "OFF").contains(row.getString(7)),
                    row.getLong(8),
                    row.getLong(9));
        }
    }

    void check(List<Finding> findings) {
        findings.add(judgeVersion());
        findings.add(judgeStrictness());
        findings.add(judgeTimeZone());
        findings.add(judgeCharacters());
        findings.add(judgePacket());
        if (!engine.equalsIgnoreCase("InnoDB")) {
            findings.add(
                    Finding.warning(
                            "storage engine",
                            "new tables would be " + engine + ", which has no transactions",
                            "default_storage_engine=InnoDB on the server"));
        }
        if (readOnly) {
            findings.add(
                    Finding.error(
                            "read only",
                            "the server takes no writes: read_only is set",
                            "write to the primary, not to a replica"));
        }
    }

    private Finding judgeVersion() {
        boolean mariaDb = version.contains("MariaDB");
        String name = mariaDb ? "MariaDB " : "MySQL ";
        List<Integer> numbers =
                Pattern.compile("\\d+")
                        .matcher(version)
                        .results()
                        .map(MatchResult::group)
                        .map(Integer::valueOf)
                        .toList();
        int major = numbers.get(0);
        boolean enough = mariaDb ? major > 10 || (major == 10 && numbers.get(1) >= 6) : major >= 8;
        return enough
                ? Finding.ok("version", name + version)
                : Finding.error(
                        "version", name + version, "MySQL 8.0 or MariaDB 10.6 or later is needed");
    }

    private Finding judgeStrictness() {
        return sqlMode.contains("STRICT_TRANS_TABLES") || sqlMode.contains("STRICT_ALL_TABLES")
                ? Finding.ok("sql_mode", "strict in the job's sessions")
                : Finding.error(
                        "sql_mode",
                        "not strict: the server would cut values to fit, silently",
                        "sql_mode with STRICT_TRANS_TABLES, and no jdbcCompliantTruncation or"
                                + " sessionVariables in target.url that undo it");
    }

    private Finding judgeTimeZone() {
        return secondsFromUtc == 0
                ? Finding.ok("time zone", "UTC in the job's sessions")
                : Finding.error(
                        "time zone",
                        "the job's sessions are not in UTC: times would be shifted",
                        "remove connectionTimeZone and forceConnectionTimeZoneToSession from"
                                + " target.url");
    }

    private Finding judgeCharacters() {
        return characterSet.equals("utf8mb4")
                ? Finding.ok("character set", "utf8mb4")
                : Finding.warning(
                        "character set",
                        "the database's is " + characterSet + ", which can't hold all text",
                        "ALTER DATABASE `" + database + "` CHARACTER SET utf8mb4");
    }

    private Finding judgePacket() {
        String size = (maxAllowedPacket >> 20) + " MB";
        return maxAllowedPacket >= ENOUGH_PACKET
                ? Finding.ok("max_allowed_packet", size)
                : Finding.warning(
                        "max_allowed_packet",
                        size + " is less than a document of MongoDB can have",
                        "SET GLOBAL max_allowed_packet = 67108864, and in the server's"
                                + " configuration");
    }

    private static String quoted(String user) {
        int at = user.lastIndexOf('@');
        return at < 0
                ? "'" + user + "'"
                : "'" + user.substring(0, at) + "'@'" + user.substring(at + 1) + "'";
    }
}
