package dev.lockstep.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Checks what this user may do in the database, without leaving a trace: statements on a table that
 * does not exist. The server looks at privileges before it looks for the table, so its error tells
 * whether they are enough. SHOW GRANTS would have to be read with roles, wildcards and defaults in
 * mind.
 */
final class MySqlPrivileges {

    private static final int TABLE_ACCESS_DENIED = 1142;
    private static final int COLUMN_ACCESS_DENIED = 1143;
    private static final int DATABASE_ACCESS_DENIED = 1044;
    private static final int NO_SUCH_TABLE = 1146;

    private MySqlPrivileges() {}

    static void check(Connection connection, MySqlSettings settings, List<Finding> findings)
            throws SQLException {
        List<String> missing = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> probe : probes().entrySet()) {
                if (isDenied(statement, probe.getValue())) {
                    missing.add(probe.getKey());
                }
            }
        }
        findings.add(
                missing.isEmpty()
                        ? Finding.ok("privileges", "may write and create tables")
                        : Finding.error(
                                "privileges",
                                "the user lacks "
                                        + String.join(", ", missing)
                                        + " on database "
                                        + settings.database(),
                                grant(settings.database(), settings.user())));
    }

    static String grant(String database, String user) {
        return "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER ON `%s`.* TO %s"
                .formatted(database, user);
    }

    private static Map<String, String> probes() {
        String table = "`lockstep_preflight_" + UUID.randomUUID() + "`";
        Map<String, String> probes = new LinkedHashMap<>();
        probes.put("SELECT", "SELECT * FROM " + table + " WHERE 1 = 0");
        probes.put("INSERT", "INSERT INTO " + table + " SELECT 1 FROM DUAL WHERE 1 = 0");
        probes.put("UPDATE", "UPDATE " + table + " SET a = 1");
        probes.put("DELETE", "DELETE FROM " + table);
        probes.put("ALTER", "ALTER TABLE " + table + " ADD COLUMN a INT");
        // Needs SELECT as well: without it both are told.
        probes.put("CREATE", "CREATE TABLE `lockstep_preflight` LIKE " + table);
        return probes;
    }

    private static boolean isDenied(Statement statement, String probe) throws SQLException {
        try {
            statement.execute(probe);
            return false;
        } catch (SQLException e) {
            return switch (e.getErrorCode()) {
                case TABLE_ACCESS_DENIED, COLUMN_ACCESS_DENIED, DATABASE_ACCESS_DENIED -> true;
                case NO_SUCH_TABLE -> false;
                default -> throw e;
            };
        }
    }
}
