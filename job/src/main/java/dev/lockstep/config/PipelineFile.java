package dev.lockstep.config;

import dev.lockstep.config.yaml.Problem;
import dev.lockstep.config.yaml.YamlFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads pipeline files. */
public final class PipelineFile {

    private PipelineFile() {}

    /** What reading a pipeline file comes to. */
    public sealed interface Outcome {}

    /** A file without problems. */
    public record Valid(Pipeline pipeline) implements Outcome {}

    /**
     * A file that can't be used.
     *
     * @param problems everything that is wrong with it, in its order; at least one
     */
    public record Invalid(List<Problem> problems) implements Outcome {

        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads a file and checks it as far as that goes without its servers.
     *
     * @param environment gives the value of an environment variable, null when it is not set:
     *     {@code System::getenv}
     */
    public static Outcome read(Path path, Function<String, @Nullable String> environment) {
        YamlFile file = new YamlFile(path, environment);
        Optional<Pipeline> pipeline = file.read(PipelineSection.SECTION);
        return pipeline.isPresent() && file.problems().isEmpty()
                ? new Valid(pipeline.get())
                : new Invalid(file.problems());
    }
}
