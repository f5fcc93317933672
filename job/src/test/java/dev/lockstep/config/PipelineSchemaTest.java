package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds {@code conf/pipeline.schema.json} in step with the declarations.
 *
 * <p>After a change of a key, {@code mvn -pl job -am test -Dtest=PipelineSchemaTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dlockstep.schema=write} writes the file anew.
 */
class PipelineSchemaTest {

    private static final Path EXAMPLES = Path.of("..", "conf");
    private static final Path SCHEMA = EXAMPLES.resolve("pipeline.schema.json");

    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "MONGODB_URI", "mongodb://mongodb:27017/?replicaSet=rs0",
                    "MYSQL_URL", "jdbc:mysql://mysql:3306/shop",
                    "MYSQL_USER", "lockstep",
                    "MYSQL_PASSWORD", "secret",
                    "HASH_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");

    @Test
    void theCommittedSchemaIsTheDeclaredOne() throws IOException {
        if ("write".equals(System.getProperty("lockstep.schema"))) {
            Files.writeString(SCHEMA, json());
        }
        assertThat(SCHEMA).content().isEqualTo(json());
    }

    static List<Path> examples() throws IOException {
        List<Path> examples = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(EXAMPLES, "*.yaml")) {
            for (Path file : files) {
                if (Files.readString(file).contains("pipeline.schema.json")) {
                    examples.add(file);
                }
            }
        }
        assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesAreValidForTheSchemaAndTheReader(Path example) throws IOException {
        assertThat(schema().validate(Files.readString(example), InputFormat.YAML)).isEmpty();
        assertThat(PipelineFile.read(example, ENVIRONMENT::get))
                .isInstanceOf(PipelineFile.Valid.class);
    }

    static Stream<BadFiles.Case> badFiles() {
        return BadFiles.all();
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void theSchemaSeesWhatASchemaCanSee(BadFiles.Case bad) throws JsonProcessingException {
        assertThat(schema().validate(bad.yaml(), InputFormat.YAML).isEmpty())
                .isEqualTo(!bad.schemaSees());
    }

    private static JsonSchema schema() throws JsonProcessingException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(json());
    }

    private static String json() throws JsonProcessingException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        return new ObjectMapper()
                        .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
                        .writer(printer)
                        .writeValueAsString(PipelineSchema.schema())
                + "\n";
    }
}
