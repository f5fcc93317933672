package dev.lockstep.config.yaml;

import static dev.lockstep.config.yaml.Scalar.Kind.BOOLEAN;
import static dev.lockstep.config.yaml.Scalar.Kind.INTEGER;
import static dev.lockstep.config.yaml.Scalar.Kind.NULL;
import static dev.lockstep.config.yaml.Scalar.Kind.TEXT;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types of single values that files are made of. */
public final class Scalars {

    /** Where the JSON Schema's root says what a variable looks like, {@link #variable()}. */
    public static final String VARIABLE = "variable";

    private Scalars() {}

    /** Text that a pattern, valid in Java and in JavaScript alike, matches as a whole. */
    public static ScalarType<String> text(String what, String expected, String pattern) {
        return text(what, expected, pattern, text -> true);
    }

    /** Text that a pattern matches and of which more holds than a pattern can say. */
    public static ScalarType<String> text(
            String what, String expected, String pattern, Predicate<String> more) {
        return text(what, expected, pattern, false, more);
    }

    /** Text that no message may show. */
    public static ScalarType<String> secret(
            String what, String expected, String pattern, Predicate<String> more) {
        return text(what, expected, pattern, true, more);
    }

    private static ScalarType<String> text(
            String what, String expected, String pattern, boolean secret, Predicate<String> more) {
        Predicate<String> matches = Pattern.compile(pattern).asMatchPredicate().and(more);
        Map<String, Object> schema = Map.of("type", "string", "pattern", "^(?:" + pattern + ")$");
        return new ScalarType<>(
                what,
                expected,
                Set.of(TEXT),
                secret,
                orVariable(schema),
                text -> Optional.of(text).filter(matches));
    }

    /** Text that a function of its own reads; it gives nothing for what is not right. */
    public static <T> ScalarType<T> parsed(
            String what, String expected, Function<String, Optional<T>> parser) {
        return new ScalarType<>(
                what,
                expected,
                Set.of(TEXT),
                false,
                Map.of("type", "string", "minLength", 1),
                parser);
    }

    public static ScalarType<Boolean> bool() {
        return new ScalarType<>(
                "a boolean",
                "true or false",
                Set.of(BOOLEAN),
                false,
                orVariable(Map.of("type", "boolean")),
                text ->
                        Optional.of(text.toLowerCase(Locale.ROOT))
                                .filter(word -> word.equals("true") || word.equals("false"))
                                .map(Boolean::valueOf));
    }

    public static ScalarType<Integer> integer(int min, int max) {
        String range = String.format(Locale.ROOT, "%d to %d", min, max);
        return new ScalarType<>(
                "a whole number from " + range,
                range,
                Set.of(INTEGER),
                false,
                orVariable(Map.of("type", "integer", "minimum", min, "maximum", max)),
                text ->
                        Optional.of(text)
                                .filter(digits -> digits.matches("-?[0-9]{1,10}"))
                                .map(Long::valueOf)
                                .filter(number -> number >= min && number <= max)
                                .map(Long::intValue));
    }

    /** A point in time in UTC, ISO 8601. */
    public static ScalarType<Instant> instant() {
        return new ScalarType<>(
                "a time in UTC",
                "such as 2026-01-01T00:00:00Z",
                Set.of(TEXT),
                false,
                orVariable(
                        Map.of(
                                "type",
                                "string",
                                "pattern",
                                "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,}Z$")),
                Scalars::instant);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * One of an enum's constants, written in lower case and with hyphens. A constant NULL is what
     * YAML takes for null.
     */
    public static <E extends Enum<E>> ScalarType<E> choice(Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants()).map(Scalars::spelled).toList();
        String words = "one of " + String.join(", ", names);
        boolean hasNull = names.contains("null");
        List<@Nullable Object> values = new ArrayList<>(names);
        if (hasNull) {
            values.add(null);
        }
        return new ScalarType<>(
                words,
                words,
                hasNull ? Set.of(TEXT, NULL) : Set.of(TEXT),
                false,
                orVariable(Map.of("enum", values)),
                text ->
                        Arrays.stream(type.getEnumConstants())
                                .filter(constant -> spelled(constant).equals(text))
                                .findFirst());
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The schema of a value that holds a variable: nothing else can be said of it. */
    public static Map<String, Object> variable() {
        return Map.of("type", "string", "pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}");
    }

    static Map<String, Object> orVariable(Map<String, Object> schema) {
        return Map.of("anyOf", List.of(schema, Map.of("$ref", "#/definitions/" + VARIABLE)));
    }
}
