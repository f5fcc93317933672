package dev.lockstep.config.yaml;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.representer.Representer;

/**
 * A mapping of a YAML file that is to be written again with changes. Comments stay where they are,
 * and so do variables: none is replaced.
 */
public final class YamlTree {

    private final MappingNode node;

    private YamlTree(MappingNode node) {
        this.node = node;
    }

    /** Reads a text that is known to be YAML with a mapping as its root. */
    public static YamlTree parse(String text) {
        return new YamlTree((MappingNode) yaml().compose(new StringReader(text)));
    }

    /**
     * A mapping in one line.
     *
     * @param values by key, with variables as in a file
     */
    public static YamlTree line(Map<String, String> values) {
        List<NodeTuple> tuples =
                values.entrySet().stream()
                        .map(it -> new NodeTuple(scalar(it.getKey()), scalar(it.getValue())))
                        .collect(Collectors.toCollection(ArrayList::new));
        return new YamlTree(new MappingNode(Tag.MAP, tuples, FlowStyle.FLOW));
    }

    /** A text so that no variable is seen in it. */
    public static String escaped(String text) {
        return text.replace("${", "$${");
    }

    /** The text of the file. */
    public String write() {
        StringWriter text = new StringWriter();
        yaml().serialize(node, text);
        return text.toString();
    }

    /** A single value as it stands in the file, with its variables. */
    public Optional<String> text(String key) {
        return find(key)
                .filter(ScalarNode.class::isInstance)
                .map(value -> ((ScalarNode) value).getValue());
    }

    /** Whether there is such a key. */
    public boolean has(String key) {
        return find(key).isPresent();
    }

    /** The mapping below a key. */
    public Optional<YamlTree> section(String key) {
        return find(key)
                .filter(MappingNode.class::isInstance)
                .map(value -> new YamlTree((MappingNode) value));
    }

    /** The mappings in the list below a key. */
    public List<YamlTree> list(String key) {
        return find(key).filter(SequenceNode.class::isInstance).stream()
                .flatMap(value -> ((SequenceNode) value).getValue().stream())
                .filter(MappingNode.class::isInstance)
                .map(value -> new YamlTree((MappingNode) value))
                .toList();
    }

    /** Puts a single value in a key's place, or behind all others. */
    public void put(String key, String text) {
        put(key, scalar(text));
    }

    /** Puts a list in a key's place, or behind all others. */
    public void put(String key, List<YamlTree> elements) {
        List<Node> nodes = elements.stream().map(it -> (Node) it.node).toList();
        node.setFlowStyle(FlowStyle.BLOCK);
        SequenceNode list = new SequenceNode(Tag.SEQ, new ArrayList<>(nodes), FlowStyle.BLOCK);
        find(key).ifPresent(before -> takeComments(before, list));
        put(key, list);
    }

    private static void takeComments(Node from, Node to) {
        to.setBlockComments(from.getBlockComments());
        to.setInLineComments(from.getInLineComments());
        to.setEndComments(from.getEndComments());
    }

    private void put(String key, Node value) {
        List<NodeTuple> tuples = new ArrayList<>(node.getValue());
        for (int i = 0; i < tuples.size(); i++) {
            Node name = tuples.get(i).getKeyNode();
            if (isNamed(name, key)) {
                tuples.set(i, new NodeTuple(name, value));
                node.setValue(tuples);
                return;
            }
        }
        tuples.add(new NodeTuple(scalar(key), value));
        node.setValue(tuples);
    }

    /** Puts the keys in this order, others behind them. */
    public void order(List<String> keys) {
        List<NodeTuple> known =
                keys.stream()
                        .flatMap(key -> tuples().filter(it -> isNamed(it.getKeyNode(), key)))
                        .toList();
        Stream<NodeTuple> others = tuples().filter(it -> !known.contains(it));
        node.setValue(Stream.concat(known.stream(), others).collect(Collectors.toList()));
    }

    /** Writes lines above a key, below those that are there. */
    public void comment(String key, List<String> lines) {
        tuples().map(NodeTuple::getKeyNode)
                .filter(it -> isNamed(it, key))
                .forEach(
                        it -> {
                            List<CommentLine> all = new ArrayList<>(comments(it));
                            lines.forEach(line -> all.add(comment(line, CommentType.BLOCK)));
                            it.setBlockComments(all);
                        });
    }

    /** Writes a text behind what is in one line. */
    public YamlTree remark(String text) {
        node.setInLineComments(List.of(comment(text, CommentType.IN_LINE)));
        return this;
    }

    /** Writes a text behind a single value that has none. */
    public void remark(String key, String text) {
        find(key)
                .filter(value -> !hasRemark(value))
                .ifPresent(
                        value ->
                                value.setInLineComments(
                                        List.of(comment(text, CommentType.IN_LINE))));
    }

    private static boolean hasRemark(Node value) {
        return value.getInLineComments() != null && !value.getInLineComments().isEmpty();
    }

    /** Takes out the empty line above, which would come to stand behind the dash of a list. */
    public void close() {
        tuples().limit(1)
                .map(NodeTuple::getKeyNode)
                .forEach(
                        it ->
                                it.setBlockComments(
                                        comments(it).stream()
                                                .filter(
                                                        line ->
                                                                line.getCommentType()
                                                                        != CommentType.BLANK_LINE)
                                                .toList()));
    }

    /** The same without comments. */
    public YamlTree copy() {
        return new YamlTree((MappingNode) copy(node));
    }

    private static Node copy(Node node) {
        if (node instanceof MappingNode mapping) {
            List<NodeTuple> tuples =
                    mapping.getValue().stream()
                            .map(
                                    it ->
                                            new NodeTuple(
                                                    copy(it.getKeyNode()), copy(it.getValueNode())))
                            .collect(Collectors.toCollection(ArrayList::new));
            return new MappingNode(mapping.getTag(), tuples, mapping.getFlowStyle());
        } else if (node instanceof SequenceNode sequence) {
            List<Node> elements =
                    sequence.getValue().stream()
                            .map(YamlTree::copy)
                            .collect(Collectors.toCollection(ArrayList::new));
            return new SequenceNode(sequence.getTag(), elements, sequence.getFlowStyle());
        }
        ScalarNode scalar = (ScalarNode) node;
        return new ScalarNode(
                scalar.getTag(), scalar.getValue(), null, null, scalar.getScalarStyle());
    }

    private Stream<NodeTuple> tuples() {
        return node.getValue().stream();
    }

    private Optional<Node> find(String key) {
        return tuples().filter(it -> isNamed(it.getKeyNode(), key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    private static boolean isNamed(Node name, String key) {
        return name instanceof ScalarNode scalar && scalar.getValue().equals(key);
    }

    private static List<CommentLine> comments(Node node) {
        return node.getBlockComments() == null ? List.of() : node.getBlockComments();
    }

    private static ScalarNode scalar(String text) {
        return new ScalarNode(Tag.STR, text, null, null, ScalarStyle.PLAIN);
    }

    /** A field's name may have characters that end a line, or that YAML does not allow. */
    private static CommentLine comment(String text, CommentType type) {
        StringBuilder line = new StringBuilder(" ");
        text.codePoints()
                .map(c -> c >= ' ' && c != 0x2028 && c != 0x2029 && c != 0x85 ? c : '?')
                .map(c -> StreamReader.isPrintable(c) ? c : '?')
                .forEach(line::appendCodePoint);
        return new CommentLine(null, null, line.toString(), type);
    }

    private static Yaml yaml() {
        LoaderOptions loading = new LoaderOptions();
        loading.setProcessComments(true);
        DumperOptions dumping = new DumperOptions();
        dumping.setProcessComments(true);
        dumping.setSplitLines(false);
        dumping.setWidth(Integer.MAX_VALUE);
        return new Yaml(
                new SafeConstructor(loading),
                new Representer(dumping),
                dumping,
                loading,
                new CoreSchema());
    }
}
