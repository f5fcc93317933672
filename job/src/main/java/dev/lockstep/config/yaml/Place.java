package dev.lockstep.config.yaml;

import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A node of a file under its key: where a value stands and where problems with it are told.
 *
 * @param file the file being read
 * @param key the node's place in the structure; empty for the root
 * @param node what stands there
 */
public record Place(YamlFile file, String key, Node node) {

    /** Tells a problem of this place. */
    public void problem(String message, String hint) {
        file.problem(node.getStartMark(), key, message, hint);
    }

    /**
     * Tells a problem at a place in the text of the single value here. It is told at the value's
     * beginning where the file does not have the text as it is: with variables, escapes, or folded
     * lines.
     *
     * @param line of the text, counted from 0
     * @param column of that line, counted from 0
     */
    public void problemWithin(int line, int column, String message, String hint) {
        Mark mark = node.getStartMark();
        if (node instanceof ScalarNode scalar) {
            mark = TextPosition.of(scalar, line, column);
        }
        file.problem(mark, key, message, hint);
    }

    /** The place of a key of this mapping. */
    Place of(String name, Node child) {
        return new Place(file, key.isEmpty() ? name : key + "." + name, child);
    }

    /** The place of an element of this list. */
    Place at(int index, Node child) {
        return new Place(file, key + "[" + index + "]", child);
    }

    /** The single value here with its variables replaced; empty after telling why not. */
    public Optional<Scalar> scalar() {
        if (!(node instanceof ScalarNode scalar)) {
            problem("is " + kind() + ", not a single value", "one value");
            return Optional.empty();
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            return Optional.of(new Scalar(scalar.getValue(), Scalar.Kind.NULL, "null"));
        }
        Optional<Scalar.Kind> kind = Scalar.Kind.of(scalar.getTag());
        if (kind.isEmpty()) {
            problem("has a tag", "no tags; quote a value that begins with !");
            return Optional.empty();
        }
        return new Substitution(this, scalar.getValue(), kind.get()).apply();
    }

    /** What stands here, for messages. */
    String kind() {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        return node.getTag().equals(Tag.NULL) ? "empty" : "a single value";
    }
}
