package dev.lockstep.deploy;

import static dev.lockstep.deploy.Repository.stream;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docker-compose.yml names exists: files, volumes, services, variables, Flink's options. */
class DockerComposeTest {

    private static final String FILE = "docker-compose.yml";

    private final JsonNode compose = Repository.yaml(FILE);
    private final JsonNode jobManager = compose.at("/services/jobmanager");
    private final JsonNode taskManager = compose.at("/services/taskmanager");

    @Test
    void mountsFilesThatExistOrThatTheBuildMakes() {
        Set<String> sources =
                mounts("bind")
                        .map(mount -> Repository.withDefaults(mount.get("source").textValue()))
                        .collect(toUnmodifiableSet());

        assertThat(sources).containsExactlyInAnyOrder("./conf", "./" + Repository.jobJar());
        assertThat(Repository.path("conf")).isDirectory();
        assertThat(mounts("bind"))
                .allMatch(mount -> !mount.at("/bind/create_host_path").asBoolean(true));
    }

    @Test
    void givesBothFlinkProcessesTheSameJarAndState() {
        assertThat(taskManager.get("volumes")).isEqualTo(jobManager.get("volumes"));
        assertThat(stream(jobManager.get("volumes")).map(mount -> mount.get("target").textValue()))
                .containsExactly(
                        "/opt/flink/usrlib/lockstep-job.jar",
                        "/opt/lockstep/conf",
                        "/opt/lockstep/state");
    }

    @Test
    void declaresTheVolumesThatItUses() {
        Set<String> used =
                mounts("volume")
                        .map(mount -> mount.get("source").textValue())
                        .collect(toUnmodifiableSet());

        assertThat(compose.get("volumes").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void waitsForServicesInAWayTheyCanFulfil() {
        for (JsonNode service : compose.get("services")) {
            for (Entry<String, JsonNode> awaited : service.path("depends_on").properties()) {
                JsonNode target = compose.get("services").path(awaited.getKey());
                switch (awaited.getValue().get("condition").textValue()) {
                    case "service_healthy" -> assertThat(target.has("healthcheck")).isTrue();
                    case "service_completed_successfully" ->
                            assertThat(target.isObject() && !target.has("restart")).isTrue();
                    default -> throw new AssertionError(awaited);
                }
            }
        }
    }

    @Test
    void publishesEachPortOnceAndToThisMachineOnly() {
        List<String> ports =
                stream(compose.get("services"))
                        .flatMap(service -> stream(service.path("ports")))
                        .map(JsonNode::textValue)
                        .toList();

        assertThat(ports)
                .containsExactlyInAnyOrder(
                        "127.0.0.1:27017:27017", "127.0.0.1:3306:3306", "127.0.0.1:8081:8081");
    }

    @Test
    void runsTheFlinkOfTheBuild() {
        String flink = "flink:" + Repository.pomProperty("flink.version") + "-scala_2.12-java17";

        assertThat(stream(compose.get("services")).map(service -> service.get("image").textValue()))
                .containsExactlyInAnyOrder(
                        "mongo:7.0", "mongo:7.0", "mysql:8.4", flink, flink, flink);
    }

    @Test
    void startsTheJobWithAPipelineThatIsMounted() {
        String command = Repository.withDefaults(jobManager.get("command").get(0).textValue());

        assertThat(command)
                .contains(" standalone-job ")
                .contains(" --job-classname " + Repository.mainClass() + " ")
                .endsWith(" --pipeline /opt/lockstep/conf/docker.yaml");
        assertThat(Repository.path("conf/docker.yaml")).isRegularFile();
    }

    @Test
    void setsTheVariablesOfThePipeline() {
        assertThat(jobManager.get("environment").fieldNames())
                .toIterable()
                .containsAll(Repository.variables("conf/docker.yaml"));
        assertThat(Repository.variables("conf/docker.yaml")).hasSize(4);
    }

    @Test
    void writesWithTheUserThatMysqlMakes() {
        JsonNode mysql = compose.at("/services/mysql/environment");

        for (String name : List.of("MYSQL_USER", "MYSQL_PASSWORD")) {
            assertThat(jobManager.at("/environment/" + name)).isEqualTo(mysql.get(name));
        }
        assertThat(jobManager.at("/environment/MYSQL_URL").textValue())
                .endsWith("/" + mysql.get("MYSQL_DATABASE").textValue());
    }

    @Test
    void configuresFlinkByOptionsThatExist() {
        Map<String, String> properties = flinkProperties(jobManager);

        assertThat(FlinkOptions.unknownKeys(properties)).isEmpty();
        FlinkOptions.readAll(properties);
        assertThat(flinkProperties(taskManager)).isEqualTo(properties);
    }

    @Test
    void keepsCheckpointsAndSavepointsOnTheVolume() {
        assertThat(flinkProperties(jobManager))
                .containsEntry(
                        "execution.checkpointing.dir", "file:///opt/lockstep/state/checkpoints")
                .containsEntry(
                        "execution.checkpointing.savepoint-dir",
                        "file:///opt/lockstep/state/savepoints")
                .containsEntry(
                        "execution.checkpointing.externalized-checkpoint-retention",
                        "RETAIN_ON_CANCELLATION");
        assertThat(stream(compose.at("/services/flink-state/entrypoint")).map(JsonNode::textValue))
                .endsWith("/opt/lockstep/state/checkpoints", "/opt/lockstep/state/savepoints");
    }

    @Test
    void tellsItsVariablesAndTheirDefaultsInTheExample() {
        Map<String, String> example =
                Repository.text(".env.example")
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.split("=", 2))
                        .collect(toMap(entry -> entry[0], entry -> entry[1]));
        Matcher variables = Pattern.compile("(?<!\\$)\\$\\{(\\w+):-([^}]*)}").matcher("");
        Map<String, String> used =
                variables
                        .reset(Repository.text(FILE))
                        .results()
                        .collect(toMap(r -> r.group(1), r -> r.group(2), DockerComposeTest::same));

        assertThat(example).isEqualTo(used).containsEntry("LOCKSTEP_VERSION", Repository.version());
    }

    private static String same(String one, String other) {
        assertThat(one).isEqualTo(other);
        return one;
    }

    private Stream<JsonNode> mounts(String type) {
        return stream(compose.get("services"))
                .flatMap(service -> stream(service.path("volumes")))
                .filter(mount -> mount.get("type").textValue().equals(type));
    }

    private static Map<String, String> flinkProperties(JsonNode service) {
        return Repository.withDefaults(service.at("/environment/FLINK_PROPERTIES").textValue())
                .lines()
                .map(line -> line.split(": ", 2))
                .collect(toMap(property -> property[0], property -> property[1]));
    }
}
