package dev.lockstep.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.Yaml;

/**
 * The operator's custom resource definition of a FlinkDeployment. It is read more strictly than
 * Kubernetes does, which drops fields that it doesn't know.
 */
final class FlinkDeploymentDefinition {

    private static final String RESOURCE =
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    private final JsonNode definition = load();
    private final JsonSchema spec =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(
                            closed(
                                    definition.at(
                                            "/spec/versions/0/schema/openAPIV3Schema/properties/spec")));

    String apiVersion() {
        return definition.at("/spec/group").textValue()
                + "/"
                + definition.at("/spec/versions/0/name").textValue();
    }

    String kind() {
        return definition.at("/spec/names/kind").textValue();
    }

    /** What is wrong with a FlinkDeployment's {@code spec}, empty if nothing is. */
    Set<String> violations(JsonNode deploymentSpec) {
        var violations = new TreeSet<String>();
        for (ValidationMessage message : spec.validate(deploymentSpec)) {
            violations.add(message.getMessage());
        }
        return violations;
    }

    /** Allows no other fields than those declared, wherever any are. */
    private static JsonNode closed(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        schema.forEach(FlinkDeploymentDefinition::closed);
        return schema;
    }

    private static JsonNode load() {
        try (InputStream in =
                Objects.requireNonNull(
                        FlinkDeploymentDefinition.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new ObjectMapper().valueToTree(new Yaml().load(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
