package dev.lockstep.config.yaml;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A mapping with declared keys.
 *
 * @param keys its keys, in the order of the documentation
 * @param check tells problems of keys that don't go together; any key may have no value then
 * @param builder makes the section's value when every key that needs a value has one
 */
public record Section<T>(List<Key<?>> keys, Consumer<Values> check, Function<Values, T> builder)
        implements ValueType<T> {

    public Section {
        keys = List.copyOf(keys);
    }

    /** A section whose keys go together in any way. */
    public static <T> Section<T> of(List<Key<?>> keys, Function<Values, T> builder) {
        return new Section<>(keys, values -> {}, builder);
    }

    @Override
    public Optional<T> read(Place place) {
        if (!(place.node() instanceof MappingNode mapping)) {
            place.problem("is " + place.kind() + ", not a mapping", "keys: " + names());
            return Optional.empty();
        }
        Values values = new Values(place, places(place, mapping));
        keys.forEach(values::read);
        check.accept(values);
        boolean complete = keys.stream().allMatch(key -> values.has(key) || !key.hasValueAlways());
        return complete ? Optional.of(builder.apply(values)) : Optional.empty();
    }

    private Map<String, Place> places(Place section, MappingNode mapping) {
        Map<String, Place> places = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                new Place(section.file(), section.key(), tuple.getKeyNode())
                        .problem("has a key that is not a name", "keys: " + names());
                continue;
            }
            Place keyPlace = section.of(key.getValue(), key);
            if (keys.stream().noneMatch(known -> known.name().equals(key.getValue()))) {
                keyPlace.problem("is not a known key", suggestion(key.getValue()));
            } else if (places.containsKey(key.getValue())) {
                keyPlace.problem("is there twice", "one of them");
            } else {
                places.put(key.getValue(), section.of(key.getValue(), tuple.getValueNode()));
            }
        }
        return places;
    }

    private String suggestion(String unknown) {
        return DidYouMean.among(keys.stream().map(Key::name).toList(), unknown)
                .map(name -> "did you mean '" + name + "'?")
                .orElse("known here: " + names());
    }

    private String names() {
        return String.join(", ", keys.stream().map(Key::name).toList());
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.name(), key.schema()));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("required", keys.stream().filter(Key::isRequired).map(Key::name).toList());
        schema.put("properties", properties);
        return schema;
    }
}
