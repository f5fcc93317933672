package dev.lockstep.config.yaml;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;

/** One reading of a YAML file: its node tree, the environment, and the problems met so far. */
public final class YamlFile {

    private final Path path;
    private final Function<String, @Nullable String> environment;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * Nothing is read yet.
     *
     * @param environment gives a variable's value, null when it is not set
     */
    public YamlFile(Path path, Function<String, @Nullable String> environment) {
        this.path = path;
        this.environment = environment;
    }

    /** The file's value as {@code type} reads it; empty only if there are problems. */
    public <T> Optional<T> read(ValueType<T> type) {
        return root().flatMap(type::read);
    }

    /** All problems, in the order of the file. */
    public List<Problem> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }

    Function<String, @Nullable String> environment() {
        return environment;
    }

    void problem(@Nullable Mark mark, String key, String message, String hint) {
        int line = mark == null ? 0 : mark.getLine() + 1;
        int column = mark == null ? 0 : mark.getColumn() + 1;
        problems.add(new Problem(path.toString(), line, column, key, message, hint));
    }

    private Optional<Place> root() {
        return text().flatMap(this::compose).map(node -> new Place(this, "", node));
    }

    private Optional<String> text() {
        try {
            return Optional.of(Files.readString(path));
        } catch (NoSuchFileException e) {
            problem(null, "", "does not exist", "the path of a pipeline file");
        } catch (CharacterCodingException e) {
            problem(null, "", "is not text in UTF-8", "save it in that encoding");
        } catch (IOException e) {
            problem(null, "", "cannot be read", "a file that this user may read");
        }
        return Optional.empty();
    }

    private Optional<Node> compose(String text) {
        try {
            Node root = yaml().compose(new StringReader(text));
            if (root == null) {
                problem(null, "", "is empty", "at least the required keys");
            }
            return Optional.ofNullable(root);
        } catch (MarkedYAMLException e) {
            problem(e.getProblemMark(), "", syntaxMessage(e), SYNTAX_HINT);
        } catch (YAMLException e) {
            problem(null, "", "is not YAML, or too large", SYNTAX_HINT);
        }
        return Optional.empty();
    }

    private static final String SYNTAX_HINT =
            "indent with spaces; quote a value that begins with one of @ ` % & * ! | > { [ or"
                    + " contains ': ' or ' #'";

    /**
     * SnakeYAML's problem without its snippet of the file, and without the text it may quote: what
     * looks like an alias or a tag can be a password that lacks its quotes.
     */
    private static String syntaxMessage(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        if (problem.contains("another document")) {
            return "is not valid YAML: a second document begins here";
        }
        for (String quoting : List.of("alias", "anchor", "tag", "directive", "character")) {
            if (problem.contains(quoting)) {
                return "is not valid YAML: unexpected " + quoting;
            }
        }
        return problem.isEmpty() ? "is not valid YAML" : "is not valid YAML: " + problem;
    }

    private static Yaml yaml() {
        LoaderOptions loading = new LoaderOptions();
        DumperOptions dumping = new DumperOptions();
        return new Yaml(
                new SafeConstructor(loading),
                new Representer(dumping),
                dumping,
                loading,
                new CoreSchema());
    }
}
