package dev.lockstep.config.yaml;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A type of single values.
 *
 * @param what what a value is, for messages: {@code a duration}
 * @param expected what would be right: {@code 1ms to 1m, such as 500ms}
 * @param kinds the YAML kinds it is written in, besides variables
 * @param secret whether messages must not show the value
 * @param schema its JSON Schema, without the variables that may stand for any value
 * @param parser the value of a text; empty if it is not one
 */
public record ScalarType<T>(
        String what,
        String expected,
        Set<Scalar.Kind> kinds,
        boolean secret,
        Map<String, Object> schema,
        Function<String, Optional<T>> parser)
        implements ValueType<T> {

    @Override
    public Optional<T> read(Place place) {
        return place.scalar().flatMap(scalar -> read(place, scalar));
    }

    private Optional<T> read(Place place, Scalar scalar) {
        if (scalar.kind() == Scalar.Kind.NULL && !kinds.contains(Scalar.Kind.NULL)) {
            place.problem("has no value", expected);
            return Optional.empty();
        }
        if (scalar.kind() != Scalar.Kind.VARIABLE && !kinds.contains(scalar.kind())) {
            boolean rightAsText =
                    kinds.contains(Scalar.Kind.TEXT) && parser.apply(scalar.text()).isPresent();
            place.problem(
                    "is " + scalar.kind().words() + ", not " + what,
                    rightAsText ? "put it in quotes" : expected);
            return Optional.empty();
        }
        Optional<T> value = parser.apply(scalar.text());
        if (value.isEmpty()) {
            place.problem((secret ? "" : scalar.quoted() + " ") + "is not " + what, expected);
        }
        return value;
    }

    /** The value that a key's default stands for. */
    T constant(String text) {
        return parser.apply(text)
                .orElseThrow(() -> new IllegalStateException("default '" + text + "': " + what));
    }
}
