package dev.lockstep.preflight;

import com.mysql.cj.jdbc.Driver;
import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.JdbcUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Checks that a MySQL or MariaDB target can be written: that it is reachable, lets this user write,
 * and is set up so that rows arrive as they are.
 */
public final class MySqlPreflight {

    private MySqlPreflight() {}

    /** All that was found; ends early at what makes further checks pointless. */
    public static List<Finding> check(JdbcTarget target) {
        List<Finding> findings = new ArrayList<>();
        try (Connection connection = connect(target)) {
            findings.add(Finding.ok("connection", "connected to " + JdbcUrl.server(target.url())));
            MySqlSettings settings = MySqlSettings.read(connection);
            settings.check(findings);
            MySqlPrivileges.check(connection, settings, findings);
        } catch (SQLException e) {
            findings.add(MySqlErrors.explain(target, e));
        }
        return List.copyOf(findings);
    }

    /** What an error of the target means for a person. */
    public static Finding explain(JdbcTarget target, SQLException e) {
        return MySqlErrors.explain(target, e);
    }

    /** As the job connects, but not for long. */
    private static Connection connect(JdbcTarget target) throws SQLException {
        String url =
                JdbcUrl.withDefaults(
                        target.url(), Map.of("connectTimeout", "5000", "socketTimeout", "15000"));
        Properties credentials = new Properties();
        if (!target.username().isEmpty()) {
            credentials.setProperty("user", target.username());
            credentials.setProperty("password", target.password());
        }
        // Not through DriverManager, which does not see a driver in Flink's user code class loader.
        Connection connection = new Driver().connect(JdbcUrl.withDefaults(url), credentials);
        if (connection == null) {
            throw new SQLException("not a URL of this driver");
        }
        return connection;
    }
}
