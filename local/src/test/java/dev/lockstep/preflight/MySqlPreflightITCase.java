package dev.lockstep.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.JdbcUrl;
import dev.lockstep.local.mysql.MySqlExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MySqlPreflightITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    /** MariaDB opens databases whose names begin with test_ to everybody. */
    private static final String CLOSED =
            "preflight_" + UUID.randomUUID().toString().substring(0, 8);

    private static final String USER = CLOSED + "_user";

    @BeforeEach
    void createAClosedDatabaseAndAUser() throws SQLException {
        execute("CREATE DATABASE `" + CLOSED + "` CHARACTER SET utf8mb4");
        execute("CREATE USER '" + USER + "'@'%' IDENTIFIED BY 'pw'");
    }

    @AfterEach
    void dropBoth() throws SQLException {
        execute("DROP USER '" + USER + "'@'%'");
        execute("DROP DATABASE `" + CLOSED + "`");
    }

    @Test
    void findsNothingWrongWithAServerOfOurs() {
        assertThat(check(MYSQL.url()))
                .extracting(Finding::severity, Finding::subject)
                .containsExactly(
                        ok("connection"),
                        ok("version"),
                        ok("sql_mode"),
                        ok("time zone"),
                        ok("character set"),
                        ok("max_allowed_packet"),
                        ok("privileges"));
    }

    @Test
    void leavesNoTrace() throws SQLException {
        check(MYSQL.url());

        try (Connection connection = MYSQL.connect();
                var tables =
                        connection.getMetaData().getTables(MYSQL.database(), null, "%", null)) {
            assertThat(tables.next()).isFalse();
        }
    }

    @Test
    void namesEveryMissingPrivilegeAndTheGrant() throws SQLException {
        execute("GRANT SELECT, UPDATE ON `" + CLOSED + "`.* TO '" + USER + "'@'%'");

        assertThat(errors(new JdbcTarget(closedUrl(), USER, "pw")))
                .containsExactly(
                        ("privileges: the user lacks INSERT, DELETE, ALTER, CREATE on database %1$s"
                                        + " (GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER ON"
                                        + " `%1$s`.* TO '%2$s'@'%%')")
                                .formatted(CLOSED, USER));
    }

    @Test
    void thatGrantIsEnough() throws SQLException {
        execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER ON `%s`.* TO '%s'@'%%'"
                        .formatted(CLOSED, USER));

        assertThat(errors(new JdbcTarget(closedUrl(), USER, "pw"))).isEmpty();
    }

    @Test
    void tellsADatabaseTheUserHasNoRightOn() {
        assertThat(errors(new JdbcTarget(closedUrl(), USER, "pw")))
                .containsExactly(
                        ("privileges: the user has no right on database %1$s (CREATE DATABASE IF"
                                        + " NOT EXISTS `%1$s`; GRANT SELECT, INSERT, UPDATE, DELETE,"
                                        + " CREATE, ALTER ON `%1$s`.* TO the user)")
                                .formatted(CLOSED));
    }

    @Test
    void tellsAWrongPasswordWithoutShowingIt() {
        assertThat(errors(new JdbcTarget(MYSQL.url(), MYSQL.username(), "wr0ng")))
                .containsExactly(
                        "authentication: "
                                + JdbcUrl.server(MYSQL.url())
                                + " refuses this user and password (check target.username and"
                                + " target.password, and from which hosts the user may connect)");
    }

    @Test
    void tellsADatabaseThatIsNotThere() {
        String url = MYSQL.url().replace(MYSQL.database(), "no_such_database");

        assertThat(errors(target(url)))
                .containsExactly(
                        "database: "
                                + JdbcUrl.server(url)
                                + " has no database no_such_database (CREATE DATABASE"
                                + " `no_such_database` CHARACTER SET utf8mb4)");
    }

    @Test
    void tellsSettingsOfTheUrlThatWouldChangeValues() {
        assertThat(
                        errors(
                                target(
                                        MYSQL.url()
                                                + "?jdbcCompliantTruncation=false"
                                                + "&sessionVariables=sql_mode='',time_zone='%2B05:00'")))
                .containsExactly(
                        "sql_mode: not strict: the server would cut values to fit, silently"
                                + " (sql_mode with STRICT_TRANS_TABLES, and no"
                                + " jdbcCompliantTruncation or sessionVariables in target.url that"
                                + " undo it)");
    }

    @Test
    void warnsOfADatabaseThatCantHoldAllText() throws SQLException {
        execute("ALTER DATABASE `" + MYSQL.database() + "` CHARACTER SET latin1");
        try {
            assertThat(check(MYSQL.url()))
                    .filteredOn(finding -> finding.severity() == Finding.Severity.WARNING)
                    .extracting(Finding::toString)
                    .containsExactly(
                            ("character set: the database's is latin1, which can't hold all text"
                                            + " (ALTER DATABASE `%s` CHARACTER SET utf8mb4)")
                                    .formatted(MYSQL.database()));
        } finally {
            execute("ALTER DATABASE `" + MYSQL.database() + "` CHARACTER SET utf8mb4");
        }
    }

    private static Tuple ok(String subject) {
        return Tuple.tuple(Finding.Severity.OK, subject);
    }

    private static List<Finding> check(String url) {
        return MySqlPreflight.check(target(url));
    }

    private static List<String> errors(JdbcTarget target) {
        return MySqlPreflight.check(target).stream()
                .filter(Finding::isError)
                .map(Finding::toString)
                .toList();
    }

    private static String closedUrl() {
        return MYSQL.url().replace(MYSQL.database(), CLOSED);
    }

    private static JdbcTarget target(String url) {
        return new JdbcTarget(url, MYSQL.username(), MYSQL.password());
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = MYSQL.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
