package dev.lockstep.config;

import dev.lockstep.config.yaml.ScalarType;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kinds of names in a pipeline file, and what databases allow in them. */
public final class Names {

    /** In the target a name has at most this many characters. */
    static final int MAX_LENGTH = 64;

    /** Begins the names of the tables that the job keeps for itself. */
    public static final String RESERVED = "lockstep_";

    /** The server's own: nothing in them can be watched. */
    private static final Set<String> SYSTEM_DATABASES = Set.of("admin", "local", "config");

    private Names() {}

    /** A name of the target as it is. */
    static ScalarType<String> identifier(String what) {
        return Scalars.text(
                what, identifierRules(), "[^\\u0000-\\u001f]{1,64}", Names::isIdentifier);
    }

    /** The name of one table or of many: {@code {database}} and {@code {collection}} in it. */
    static ScalarType<String> table() {
        return Scalars.text(
                "a table's name",
                identifierRules() + "; {database} and {collection} stand for the source's names",
                "[^\\u0000-\\u001f]+",
                name -> onlyKnownPlaceholders(name) && (isIdentifier(name) || name.contains("{")));
    }

    /** What MySQL's rules for quoted identifiers come to. */
    public static boolean isIdentifier(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && !name.endsWith(" ")
                && name.chars().noneMatch(c -> c < ' ' || Character.isSurrogate((char) c));
    }

    private static String identifierRules() {
        return "1 to "
                + MAX_LENGTH
                + " characters, no control characters or emoji, no space at the end";
    }

    private static boolean onlyKnownPlaceholders(String name) {
        String rest = name.replace("{database}", "").replace("{collection}", "");
        return !rest.contains("{") && !rest.contains("}");
    }

    /** A collection or {@code database.*}, as the source names it. */
    static ScalarType<Namespace> from() {
        return Scalars.parsed(
                "a collection to read",
                "database.collection, or database.* for all of a database; not admin, local,"
                        + " config",
                text -> Optional.of(text).filter(Names::isSource).map(Namespace::parse));
    }

    /** Whether a text is a collection, or all of a database, that can be read. */
    public static boolean isSource(String text) {
        return text.matches("[^.\\s/\\\\\"$*]+\\..+") && canBeRead(Namespace.parse(text));
    }

    private static boolean canBeRead(Namespace namespace) {
        String collection = namespace.collection();
        return !SYSTEM_DATABASES.contains(namespace.database())
                && !collection.startsWith("system.")
                && !collection.contains("$")
                && (collection.equals(CollectionMapping.ANY) || !collection.contains("*"));
    }

    /** A field of a document. */
    static ScalarType<String> path() {
        return Scalars.text(
                "a field's path",
                "names joined with dots, such as customer.email",
                "[^.]+(\\.[^.]+)*");
    }

    /** The column of a field for which none is named: its path joined with _, and id for _id. */
    static String column(String path) {
        List<String> segments = List.of(path.split("\\."));
        return segments.get(0).equals("_id")
                ? String.join("_", path.substring(1).split("\\."))
                : String.join("_", segments);
    }

    /** Whether a path is another one or below it. */
    static boolean isAtOrBelow(String path, String other) {
        return path.equals(other) || path.startsWith(other + ".");
    }
}
