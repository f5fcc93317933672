package dev.lockstep.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddedMySqlITCase {

    private static EmbeddedMySql server;

    @BeforeAll
    static void start() {
        server = EmbeddedMySql.start("shop");
    }

    @AfterAll
    static void stop() {
        server.close();
        assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
    }

    @Test
    void keepsFourByteCharacters() throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE texts (id INT PRIMARY KEY, text TEXT)");
            statement.execute("INSERT INTO texts VALUES (1, 'grün 😀')");
            try (ResultSet rows = statement.executeQuery("SELECT text FROM texts")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("grün 😀");
            }
        }
    }

    @Test
    void refusesValuesThatDoNotFit() throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE narrow (text VARCHAR(3))");
            assertThatThrownBy(() -> statement.execute("INSERT INTO narrow VALUES ('long')"))
                    .hasMessageContaining("Data too long");
        }
    }

    @Test
    void deniesAccessWithAWrongPassword() {
        assertThatThrownBy(
                        () -> DriverManager.getConnection(server.url(), server.username(), "wrong"))
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getErrorCode())
                .isEqualTo(1045);
        assertThatThrownBy(
                        () ->
                                MySqlServers.start(
                                        Optional.of(server.url()), server.username(), "wrong"))
                .isInstanceOf(MySqlServerException.class)
                .hasMessage(
                        "MySQL at 127.0.0.1:%d denies access: check --mysql-user and"
                                        .formatted(server.port())
                                + " --mysql-password");
    }

    @Test
    void usesAGivenServer() {
        MySqlServer given =
                MySqlServers.start(Optional.of(server.url()), server.username(), server.password());

        assertThat(given.describe())
                .isEqualTo("MySQL 11.4.5-MariaDB at 127.0.0.1:%d (given)", server.port());
    }

    @Test
    void saysThatADatabaseIsMissing() {
        String url = server.url().replace("/shop", "/nowhere");

        assertThatThrownBy(
                        () ->
                                MySqlServers.start(
                                        Optional.of(url), server.username(), server.password()))
                .hasMessage(
                        "MySQL at 127.0.0.1:%d has no database nowhere: create it first",
                        server.port());
    }
}
