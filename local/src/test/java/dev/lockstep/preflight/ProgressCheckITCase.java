package dev.lockstep.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.Pipeline;
import dev.lockstep.config.PipelineFile;
import dev.lockstep.event.Position;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ProgressCheckITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final String FILE =
            """
            name: shop
            source:
              uri: ${MONGODB}
            target:
              url: ${MYSQL}
              username: ${USERNAME}
              password: ${PASSWORD}
            collections:
              - from: shop.*
            """;

    @Test
    void refusesATargetThatIsAheadOfTheSource(@TempDir Path folder) throws Exception {
        Pipeline pipeline = pipeline(folder);
        assertThat(ProgressCheck.check(pipeline)).isEmpty();

        write(Instant.EPOCH.plusSeconds(1_000_000));
        assertThat(ProgressCheck.check(pipeline))
                .contains(Finding.ok("progress", "applied to 1970-01-12T13:46:40Z"));

        write(Instant.parse("2105-01-01T00:00:00Z"));
        assertThat(Preflight.check(pipeline).failure())
                .hasValueSatisfying(
                        failure ->
                                assertThat(failure)
                                        .contains(
                                                "target: progress: the target is at"
                                                        + " 2105-01-01T00:00:00Z, but the source's"
                                                        + " time is 20")
                                        .contains(
                                                "UPDATE lockstep_progress SET position = '',"
                                                        + " cluster_time = NULL WHERE pipeline ="
                                                        + " 'shop'"));
    }

    private static Pipeline pipeline(Path folder) throws Exception {
        Map<String, String> environment =
                Map.of(
                        "MONGODB", MONGODB.uri(),
                        "MYSQL", MYSQL.url(),
                        "USERNAME", MYSQL.username(),
                        "PASSWORD", MYSQL.password());
        Path file = Files.writeString(folder.resolve("shop.yaml"), FILE);
        return ((PipelineFile.Valid) PipelineFile.read(file, environment::get)).pipeline();
    }

    private static void write(Instant time) throws SQLException {
        try (Connection connection = MYSQL.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS lockstep_progress (pipeline VARCHAR(64),"
                            + " first_key_group INT, last_key_group INT, position VARCHAR(99),"
                            + " epoch INT, commits BIGINT)");
            statement.execute("DELETE FROM lockstep_progress");
            statement.execute(
                    "INSERT INTO lockstep_progress VALUES ('shop', 0, 127, '"
                            + Position.before(time.getEpochSecond() << 32).token()
                            + "', 1, 1)");
        }
    }
}
