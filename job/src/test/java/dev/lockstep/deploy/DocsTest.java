package dev.lockstep.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation refers to is there. */
class DocsTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]+))?\\)");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|ITCase))`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "CONTRIBUTING.md", "docs/mapping.md", "docs/design.md"})
    void linksLeadSomewhere(String document) {
        Path from = Path.of("/").resolve(document);
        assertThat(matches(LINK, document))
                .allSatisfy(
                        link -> {
                            String path = link.group(1);
                            String file =
                                    path.isEmpty()
                                            ? document
                                            : from.resolveSibling(path).normalize().toString();
                            Path target = Repository.path(file.replaceFirst("^/", ""));
                            assertThat(target).exists();
                            if (link.group(2) != null) {
                                assertThat(anchors(target)).contains(link.group(2));
                            }
                        });
    }

    private static Stream<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/mapping.md"})
    void testsThatAreNamedAreThere(String document) throws IOException {
        assertThat(matches(TEST, document).map(test -> test.group(1) + ".java"))
                .isNotEmpty()
                .isSubsetOf(testFiles());
    }

    private static List<String> testFiles() throws IOException {
        List<String> names = new ArrayList<>();
        for (String module : List.of("udfs", "job", "local")) {
            try (Stream<Path> files = Files.walk(Repository.path(module + "/src/test/java"))) {
                files.map(file -> file.getFileName().toString()).forEach(names::add);
            }
        }
        return names;
    }

    private static Stream<MatchResult> matches(Pattern pattern, String document) {
        return pattern.matcher(Repository.text(document)).results();
    }
}
