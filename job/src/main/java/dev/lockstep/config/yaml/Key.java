package dev.lockstep.config.yaml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A key of a section, declared once for the reader, the defaults and the JSON Schema.
 *
 * @param <T> what its value is read as
 */
public final class Key<T> {

    private final String name;
    private final ValueType<T> type;
    private final String description;
    private final boolean required;
    private final @Nullable Object shownDefault;
    private final Function<Place, Optional<T>> whenAbsent;

    private Key(
            String name,
            ValueType<T> type,
            String description,
            boolean required,
            @Nullable Object shownDefault,
            Function<Place, Optional<T>> whenAbsent) {
        this.name = name;
        this.type = type;
        this.description = description;
        this.required = required;
        this.shownDefault = shownDefault;
        this.whenAbsent = whenAbsent;
    }

    /** A key that must be there. */
    public static <T> Key<T> required(String name, ValueType<T> type, String description) {
        return new Key<>(name, type, description, true, null, section -> Optional.empty());
    }

    /** A key that may be left out, and then has no value. */
    public static <T> Key<T> optional(String name, ValueType<T> type, String description) {
        return new Key<>(name, type, description, false, null, section -> Optional.empty());
    }

    /** A key that may be left out; its default is written as it would be in the file. */
    public static <T> Key<T> withDefault(
            String name, ScalarType<T> type, String text, String description) {
        T value = type.constant(text);
        Object shown =
                type.kinds().contains(Scalar.Kind.INTEGER)
                        ? (Object) Long.valueOf(text)
                        : type.kinds().contains(Scalar.Kind.BOOLEAN) ? Boolean.valueOf(text) : text;
        return new Key<>(name, type, description, false, shown, section -> Optional.of(value));
    }

    /** A list that is empty when it is left out. */
    public static <T> Key<List<T>> list(String name, ListType<T> type, String description) {
        return new Key<>(
                name, type, description, false, List.of(), section -> Optional.of(List.of()));
    }

    /** A section whose keys all have defaults, which count when it is left out. */
    public static <T> Key<T> section(String name, Section<T> type, String description) {
        return new Key<>(
                name,
                type,
                description,
                false,
                null,
                section -> type.read(section.of(name, emptyMapping(section))));
    }

    public String name() {
        return name;
    }

    boolean isRequired() {
        return required;
    }

    /** Its value: read from its place, or what counts when it is absent from {@code section}. */
    Optional<T> read(Place section, @Nullable Place place) {
        if (place != null) {
            return type.read(place);
        }
        if (required) {
            section.problem("'" + name + "' is missing", "add it: " + description);
        }
        return whenAbsent.apply(section);
    }

    /** Whether it can't be absent from what is built of its section. */
    boolean hasValueAlways() {
        return required || shownDefault != null || type instanceof Section;
    }

    Map<String, Object> schema() {
        Map<String, Object> schema = new TreeMap<>(type.schema());
        schema.put("description", description);
        if (shownDefault != null) {
            schema.put("default", shownDefault);
        }
        return schema;
    }

    private static MappingNode emptyMapping(Place section) {
        return new MappingNode(
                Tag.MAP,
                true,
                List.of(),
                section.node().getStartMark(),
                section.node().getEndMark(),
                FlowStyle.BLOCK);
    }
}
