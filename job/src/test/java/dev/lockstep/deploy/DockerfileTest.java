package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The job image is built from what the build makes, on the Flink that the job is compiled for. */
class DockerfileTest {

    private final List<List<String>> instructions =
            Repository.text("Dockerfile")
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> List.of(line.split("\\s+")))
                    .toList();

    @Test
    void startsFromTheFlinkOfTheBuild() {
        assertThat(instructions.get(0))
                .containsExactly(
                        "FROM",
                        "flink:" + Repository.pomProperty("flink.version") + "-scala_2.12-java17");
    }

    @Test
    void copiesTheJobJarAndTheConfiguration() {
        assertThat(arguments("COPY"))
                .containsExactly(
                        List.of(
                                "--chown=flink:flink",
                                "job/target/lockstep-job-*.jar",
                                "/opt/flink/usrlib/lockstep-job.jar"),
                        List.of("--chown=flink:flink", "conf/", "/opt/lockstep/conf/"));
        assertThat(Repository.path("conf")).isNotEmptyDirectory();
    }

    @Test
    void copiesOneJarOnly() {
        var copied =
                FileSystems.getDefault().getPathMatcher("glob:" + arguments("COPY").get(0).get(1));

        assertThat(copied.matches(Path.of(Repository.jobJar()))).isTrue();
        assertThat(copied.matches(Path.of("job/target/original-lockstep-job-1.jar"))).isFalse();
    }

    @Test
    void sendsNothingButWhatItCopies() {
        assertThat(Repository.text(".dockerignore").lines().filter(line -> !line.startsWith("#")))
                .containsExactly("*", "!conf", "!job/target/lockstep-job-*.jar");
    }

    @Test
    void doesNotRunAsRoot() {
        assertThat(arguments("USER")).containsExactly(List.of("flink"));
        assertThat(instructions).last().isEqualTo(List.of("USER", "flink"));
    }

    private List<List<String>> arguments(String instruction) {
        return instructions.stream()
                .filter(words -> words.get(0).equals(instruction))
                .map(words -> words.subList(1, words.size()))
                .toList();
    }
}
