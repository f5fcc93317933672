package dev.lockstep.config.yaml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A list of values of one type. Elements that can't be read are left out, after their problems were
 * told, so that what can be read is still checked as a whole.
 *
 * @param element the type of its elements
 * @param minimum how many there must be
 * @param expected what would be right: {@code a list of dotted paths}
 */
public record ListType<T>(ValueType<T> element, int minimum, String expected)
        implements ValueType<List<T>> {

    @Override
    public Optional<List<T>> read(Place place) {
        if (!(place.node() instanceof SequenceNode sequence)) {
            place.problem("is " + place.kind() + ", not a list", expected);
            return Optional.empty();
        }
        List<Node> nodes = sequence.getValue();
        if (nodes.size() < minimum) {
            place.problem("is an empty list", expected);
            return Optional.empty();
        }
        return Optional.of(
                IntStream.range(0, nodes.size())
                        .mapToObj(index -> element.read(place.at(index, nodes.get(index))))
                        .flatMap(Optional::stream)
                        .toList());
    }

    @Override
    public Map<String, Object> schema() {
        return minimum == 0
                ? Map.of("type", "array", "items", element.schema())
                : Map.of("type", "array", "items", element.schema(), "minItems", minimum);
    }
}
