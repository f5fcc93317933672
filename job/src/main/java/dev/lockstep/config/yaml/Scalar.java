package dev.lockstep.config.yaml;

import java.util.Optional;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A single value with its variables replaced.
 *
 * @param text the value; may hold what came from the environment
 * @param kind what YAML takes it for
 * @param source the value as the file has it, before variables were replaced: for messages
 */
public record Scalar(String text, Kind kind, String source) {

    /** What YAML takes a single value for. */
    public enum Kind {
        TEXT("text"),
        INTEGER("a number"),
        FLOAT("a number with a fraction"),
        BOOLEAN("a boolean"),
        NULL("empty"),
        /** Variables were replaced in it, so it is what its key wants it to be. */
        VARIABLE("a variable");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        static Optional<Kind> of(Tag tag) {
            if (tag.equals(Tag.STR)) {
                return Optional.of(TEXT);
            }
            if (tag.equals(Tag.INT)) {
                return Optional.of(INTEGER);
            }
            if (tag.equals(Tag.FLOAT)) {
                return Optional.of(FLOAT);
            }
            return tag.equals(Tag.BOOL) ? Optional.of(BOOLEAN) : Optional.empty();
        }
    }

    /** The value as a message may show it. */
    public String quoted() {
        return "'" + (source.length() <= 60 ? source : source.substring(0, 57) + "...") + "'";
    }
}
