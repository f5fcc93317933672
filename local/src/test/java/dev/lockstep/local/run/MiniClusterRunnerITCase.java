package dev.lockstep.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.config.Delivery;
import dev.lockstep.config.Errors;
import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.MongoSource;
import dev.lockstep.config.Pipeline;
import dev.lockstep.config.Startup;
import dev.lockstep.config.StreamPolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

class MiniClusterRunnerITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pipeline PIPELINE =
            new Pipeline(
                    "numbers",
                    new MongoSource(
                            "",
                            new Startup.Initial(),
                            Duration.ZERO,
                            1,
                            Duration.ZERO,
                            1,
                            StreamPolicy.DEFAULT),
                    new JdbcTarget("", "", ""),
                    List.of(),
                    new Delivery(
                            1,
                            1,
                            Duration.ZERO,
                            Duration.ZERO,
                            new Delivery.Retry(1, Duration.ZERO, Duration.ZERO)),
                    new Errors(""));

    @Test
    void runsTheJobWithAWebUiUntilItIsClosed() throws Exception {
        MiniClusterRunner runner = new MiniClusterRunner((env, pipeline) -> endless(env));

        try (RunningPipeline running =
                runner.start(PIPELINE, LocalSettings.passing(2, FreePort.from(18_081)))) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(get(running.webUi() + "/jobs/overview"))
                                            .contains("\"name\":\"numbers\"")
                                            .contains("\"state\":\"RUNNING\""));
            assertThat(get(running.webUi() + "/")).contains("<html");
            assertThat(running.failure()).isEmpty();
        }
    }

    @Test
    void tellsWhyAJobFailed() throws Exception {
        MiniClusterRunner runner = new MiniClusterRunner((env, pipeline) -> failing(env));

        try (RunningPipeline running =
                runner.start(PIPELINE, LocalSettings.passing(1, FreePort.from(18_081)))) {
            await().atMost(PATIENCE).until(() -> running.failure().isPresent());

            assertThat(running.failure().orElseThrow()).hasStackTraceContaining("out of numbers");
        }
    }

    private static void endless(StreamExecutionEnvironment environment) {
        environment
                .fromSequence(1, Long.MAX_VALUE)
                .filter(number -> number < 0)
                .sinkTo(new DiscardingSink<>());
    }

    private static void failing(StreamExecutionEnvironment environment) {
        environment
                .fromSequence(1, 2)
                .filter(
                        number -> {
                            throw new IllegalStateException("out of numbers");
                        })
                .sinkTo(new DiscardingSink<>());
    }

    private static String get(String address) throws Exception {
        HttpResponse<String> response =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(address)).build(),
                                BodyHandlers.ofString());
        return response.body();
    }
}
