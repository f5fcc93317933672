package dev.lockstep.config.yaml;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${VARIABLE}</code> and <code>${VARIABLE:-default}</code> in one value, and <code>
 * $${</code> by <code>${</code>. As in a shell the default also stands in for an empty variable.
 *
 * <p>It works on a parsed value, never on the file's text, so nothing that a variable holds can
 * change the file's structure, and what it holds is not searched for variables again.
 */
final class Substitution {

    /** An escape, a whole variable, or the beginning of something that is neither. */
    private static final Pattern TOKEN =
            Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?})?");

    private final Place place;
    private final String source;
    private final Scalar.Kind kind;
    private boolean replaced;
    private boolean failed;

    Substitution(Place place, String source, Scalar.Kind kind) {
        this.place = place;
        this.source = source;
        this.kind = kind;
    }

    /** The value; empty after telling what is wrong with a variable. */
    Optional<Scalar> apply() {
        String text =
                TOKEN.matcher(source)
                        .replaceAll(token -> Matcher.quoteReplacement(replacement(token)));
        if (failed) {
            return Optional.empty();
        }
        return Optional.of(new Scalar(text, replaced ? Scalar.Kind.VARIABLE : kind, source));
    }

    private String replacement(MatchResult token) {
        if (token.group().startsWith("$$")) {
            return "${";
        }
        String name = token.group(1);
        if (name == null) {
            return fail(
                    "has ${ without a variable", "${NAME}, ${NAME:-default}, or $${ for the text");
        }
        replaced = true;
        String fallback = token.group(2);
        String value = place.file().environment().apply(name);
        if (fallback != null) {
            return value == null || value.isEmpty() ? fallback : value;
        }
        return value != null
                ? value
                : fail(
                        "environment variable " + name + " is not set",
                        "set it, or give a default: ${" + name + ":-default}");
    }

    private String fail(String message, String hint) {
        failed = true;
        place.problem(message, hint);
        return "";
    }
}
