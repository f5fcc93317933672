package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcUrlTest {

    private static final String DEFAULTS =
            "connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true&connectTimeout=10000"
                    + "&socketTimeout=120000&tcpKeepAlive=true&rewriteBatchedStatements=true"
                    + "&enableEscapeProcessing=false&processEscapeCodesForPrepStmts=false";

    @Test
    void addsWhatEveryConnectionNeeds() {
        assertThat(JdbcUrl.withDefaults("jdbc:mysql://h/shop"))
                .isEqualTo("jdbc:mysql://h/shop?" + DEFAULTS);
        assertThat(JdbcUrl.withDefaults("jdbc:mysql://h/shop?"))
                .isEqualTo("jdbc:mysql://h/shop?" + DEFAULTS);
        assertThat(JdbcUrl.withDefaults("jdbc:mysql://h/shop?useSSL=true&"))
                .isEqualTo("jdbc:mysql://h/shop?useSSL=true&" + DEFAULTS);
    }

    @Test
    void keepsWhatTheAuthorDecided() {
        assertThat(
                        JdbcUrl.withDefaults(
                                "jdbc:mysql://h/shop?SOCKETTIMEOUT=7&x=socketTimeout",
                                Map.of("socketTimeout", "1")))
                .isEqualTo("jdbc:mysql://h/shop?SOCKETTIMEOUT=7&x=socketTimeout");
        assertThat(JdbcUrl.withDefaults("jdbc:mysql://h/shop?connectionTimeZone=SERVER"))
                .doesNotContain("connectionTimeZone=UTC")
                .contains("&tcpKeepAlive=true");
    }

    @Test
    void addingTwiceAddsNothing() {
        String once = JdbcUrl.withDefaults("jdbc:mysql://h/shop");

        assertThat(JdbcUrl.withDefaults(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://db:3306/shop, db:3306, shop",
        "jdbc:mysql://db/shop?a=b/c, db, shop",
        "jdbc:mysql://me:se/c@ret@db:3306/shop, db:3306, shop",
        "'jdbc:mysql://a:1,b:2/shop', 'a:1,b:2', shop",
        "'jdbc:mysql://address=(host=db)(password=secret)/shop', the target, shop",
    })
    void tellsServerAndDatabaseWithoutCredentials(String url, String server, String database) {
        assertThat(JdbcUrl.server(url)).isEqualTo(server);
        assertThat(JdbcUrl.database(url)).isEqualTo(database);
    }
}
