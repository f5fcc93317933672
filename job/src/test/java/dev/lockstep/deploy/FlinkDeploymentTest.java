package dev.lockstep.deploy;

import static dev.lockstep.deploy.Repository.stream;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The FlinkDeployment is one that the operator takes, and what it names exists. */
class FlinkDeploymentTest {

    private final FlinkDeploymentDefinition definition = new FlinkDeploymentDefinition();
    private final JsonNode deployment = Repository.yaml("k8s/flinkdeployment.yaml");
    private final JsonNode spec = deployment.get("spec");
    private final JsonNode pod = spec.at("/podTemplate/spec");
    private final JsonNode container = pod.at("/containers/0");
    private final JsonNode kustomization = Repository.yaml("k8s/kustomization.yaml");

    @Test
    void isWhatTheOperatorDefines() {
        assertThat(deployment.get("apiVersion").textValue()).isEqualTo(definition.apiVersion());
        assertThat(deployment.get("kind").textValue()).isEqualTo(definition.kind());
        assertThat(definition.violations(spec)).isEmpty();
    }

    @Test
    void wouldBeRefusedWithAnUnknownFieldOrAWrongType() {
        ObjectNode wrong = spec.deepCopy();
        ((ObjectNode) wrong.get("job")).put("upgrademode", "savepoint").put("parallelism", "two");
        ((ObjectNode) wrong.at("/podTemplate/spec/containers/0")).put("volumes", "state");

        assertThat(definition.violations(wrong)).hasSize(3);
    }

    @Test
    void runsTheJobOfTheImage() {
        assertThat(spec.at("/job/jarURI").textValue())
                .isEqualTo("local:///opt/flink/usrlib/lockstep-job.jar");
        assertThat(Repository.text("Dockerfile")).contains(" /opt/flink/usrlib/lockstep-job.jar\n");
        assertThat(spec.at("/job/entryClass").textValue()).isEqualTo(Repository.mainClass());
        assertThat(Repository.pomProperty("flink.version")).startsWith("1.20.");
        assertThat(spec.get("flinkVersion").textValue()).isEqualTo("v1_20");
    }

    @Test
    void runsTheVersionOfTheBuild() {
        JsonNode image = kustomization.at("/images/0");

        assertThat(image.get("name")).isEqualTo(spec.get("image"));
        assertThat(image.get("newTag").textValue()).isEqualTo(Repository.version());
    }

    @Test
    void mountsItsVolumesAndNoOthers() {
        assertThat(names(container.get("volumeMounts")))
                .containsExactlyElementsOf(names(pod.get("volumes")))
                .containsExactly("pipeline", "state");
        assertThat(container.get("name").textValue()).isEqualTo("flink-main-container");
    }

    @Test
    void mountsThePipelineFileOfTheGeneratedConfigMap() {
        JsonNode configMap = kustomization.at("/configMapGenerator/0");

        assertThat(configMap.get("name")).isEqualTo(pod.at("/volumes/0/configMap/name"));
        assertThat(texts(configMap.get("files"))).containsExactly("pipeline.yaml");
        assertThat(Repository.path("k8s/pipeline.yaml")).isRegularFile();
        assertThat(texts(spec.at("/job/args")))
                .containsExactly(
                        "--pipeline",
                        container.at("/volumeMounts/0/mountPath").textValue() + "/pipeline.yaml");
    }

    @Test
    void takesTheVariablesOfThePipelineFromTheSecret() {
        JsonNode secret = Repository.yaml("k8s/secret.example.yaml");
        Map<String, JsonNode> references =
                stream(container.get("env"))
                        .collect(
                                toMap(
                                        variable -> variable.get("name").textValue(),
                                        variable -> variable.at("/valueFrom/secretKeyRef")));

        assertThat(references).containsOnlyKeys(Repository.variables("k8s/pipeline.yaml"));
        assertThat(references.values())
                .extracting(reference -> reference.get("name"))
                .containsOnly(secret.at("/metadata/name"));
        assertThat(references.values())
                .extracting(reference -> reference.get("key").textValue())
                .containsExactlyInAnyOrderElementsOf(
                        secret.get("stringData").properties().stream().map(Entry::getKey).toList());
    }

    @Test
    void keepsStateOnTheClaimedVolume() {
        JsonNode claim = Repository.yaml("k8s/persistentvolumeclaim.yaml");
        String mounted = "file://" + container.at("/volumeMounts/1/mountPath").textValue();

        assertThat(claim.at("/metadata/name"))
                .isEqualTo(pod.at("/volumes/1/persistentVolumeClaim/claimName"));
        assertThat(
                        Stream.of(
                                        "state.checkpoints.dir",
                                        "state.savepoints.dir",
                                        "high-availability.storageDir")
                                .map(flinkConfiguration()::get))
                .containsExactly(
                        mounted + "/checkpoints", mounted + "/savepoints", mounted + "/ha");
    }

    @Test
    void configuresFlinkByOptionsThatExist() {
        assertThat(FlinkOptions.unknownKeys(flinkConfiguration())).isEmpty();
        FlinkOptions.readAll(flinkConfiguration());
    }

    @Test
    void opensWhatTheTestsOpen() {
        assertThat(flinkConfiguration())
                .containsEntry("env.java.opts.all", Repository.pomProperty("flink.jvm.opens"));
    }

    @Test
    void isUpgradedBySavepointAndKeepsCheckpoints() {
        assertThat(spec.at("/job/upgradeMode").textValue()).isEqualTo("savepoint");
        assertThat(flinkConfiguration())
                .containsEntry(
                        "execution.checkpointing.externalized-checkpoint-retention",
                        "RETAIN_ON_CANCELLATION");
    }

    @Test
    void isKustomizedInPlacesThatItHas() {
        JsonNode places = Repository.yaml("k8s/kustomizeconfig.yaml");
        String configMap = places.at("/nameReference/0/fieldSpecs/0/path").textValue();

        assertThat(configMap).isEqualTo("spec/podTemplate/spec/volumes/configMap/name");
        assertThat(places.at("/images/0/path").textValue()).isEqualTo("spec/image");
        assertThat(texts(kustomization.get("configurations")))
                .containsExactly("kustomizeconfig.yaml");
        assertThat(texts(kustomization.get("resources")))
                .allSatisfy(file -> assertThat(Repository.path("k8s/" + file)).isRegularFile())
                .doesNotContain("secret.example.yaml");
    }

    private Map<String, String> flinkConfiguration() {
        return spec.get("flinkConfiguration").properties().stream()
                .collect(toMap(Entry::getKey, property -> property.getValue().textValue()));
    }

    private static List<String> names(JsonNode elements) {
        return stream(elements).map(element -> element.get("name").textValue()).toList();
    }

    private static List<String> texts(JsonNode elements) {
        return stream(elements).map(JsonNode::textValue).toList();
    }
}
