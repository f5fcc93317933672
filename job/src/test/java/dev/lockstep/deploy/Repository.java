package dev.lockstep.deploy;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.xml.sax.SAXException;
import org.yaml.snakeyaml.Yaml;

/** The files of this repository, as the checks of the deployment read them. */
final class Repository {

    private static final Path ROOT = Path.of("..");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*))?}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Repository() {}

    static Path path(String path) {
        return ROOT.resolve(path).normalize();
    }

    static String text(String path) {
        try {
            return Files.readString(path(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A YAML file with its anchors and merge keys resolved, which Jackson's own YAML can't do. */
    static JsonNode yaml(String path) {
        return JSON.valueToTree(new Yaml().load(text(path)));
    }

    static String version() {
        return xml("pom.xml", "/project/version");
    }

    static String pomProperty(String name) {
        return xml("pom.xml", "/project/properties/*[name()='" + name + "']");
    }

    /** What the job jar's manifest names. */
    static String mainClass() {
        return xml("job/pom.xml", "//mainClass");
    }

    static String jobJar() {
        return "job/target/lockstep-job-" + version() + ".jar";
    }

    /**
     * The environment variables that a file's {@code ${NAME}} and {@code ${NAME:-default}} name.
     */
    static Set<String> variables(String path) {
        return VARIABLE.matcher(text(path))
                .results()
                .map(result -> result.group(1))
                .collect(toUnmodifiableSet());
    }

    /** A text in which each variable has its default, as Docker Compose sees it without any set. */
    static String withDefaults(String text) {
        return VARIABLE.matcher(text).replaceAll(Repository::defaultOf).replace("$$", "$");
    }

    static Stream<JsonNode> stream(JsonNode elements) {
        return StreamSupport.stream(elements.spliterator(), false);
    }

    private static String defaultOf(MatchResult variable) {
        String value = variable.group(2);
        return value == null ? "" : Matcher.quoteReplacement(value);
    }

    private static String xml(String path, String expression) {
        try {
            var document =
                    DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(path(path).toFile());
            String value =
                    XPathFactory.newDefaultInstance().newXPath().evaluate(expression, document);
            if (value.isBlank()) {
                throw new IllegalArgumentException(path + " has no " + expression);
            }
            return value.strip();
        } catch (ParserConfigurationException
                | SAXException
                | XPathExpressionException
                | IOException e) {
            throw new IllegalStateException(path + " can't be read", e);
        }
    }
}
