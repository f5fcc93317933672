package dev.lockstep.plan;

import dev.lockstep.config.yaml.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts variables in the place of secrets that stand in a pipeline file, also as defaults. */
final class SecretsLeftOut {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private static final Pattern WITH_DEFAULT =
            Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*):-([^}]*)}");

    /** The password of a user before a host, or one of the parameters that are secrets. */
    private static final Pattern IN_URL =
            Pattern.compile(
                    "(?i)(?<=//)((?:\\$\\{[^}]*}|[^/@:$])*:)([^/?@]*)(?=@)"
                            + "|([?&;][a-z]*(?:password|token|secret)[a-z]*=)([^&;]*)");

    private final List<String> told = new ArrayList<>();

    private SecretsLeftOut() {}

    /** The keys that were changed, and what stands there now. */
    static List<String> of(YamlTree file) {
        SecretsLeftOut secrets = new SecretsLeftOut();
        file.section("source").ifPresent(it -> secrets.url(it, "source", "uri", "MONGODB"));
        file.section("target").ifPresent(it -> secrets.url(it, "target", "url", "MYSQL"));
        file.section("target").ifPresent(secrets::password);
        file.section("masking")
                .ifPresent(
                        masking -> {
                            secrets.key(masking, "masking", "hash_key");
                            masking.list("encryption_keys")
                                    .forEach(
                                            it ->
                                                    secrets.key(
                                                            it, "masking.encryption_keys", "key"));
                        });
        return secrets.told;
    }

    private void url(YamlTree section, String name, String key, String server) {
        section.text(key)
                .ifPresent(
                        text -> {
                            String without =
                                    WITH_DEFAULT
                                            .matcher(text)
                                            .replaceAll(
                                                    it ->
                                                            withoutSecretDefault(
                                                                    it.group(1), it.group(2)));
                            put(section, name, key, text, withoutPassword(without, server));
                        });
    }

    private static String withoutSecretDefault(String variable, String fallback) {
        boolean secret = IN_URL.matcher(fallback).find();
        return Matcher.quoteReplacement(
                secret ? "${" + variable + "}" : "${" + variable + ":-" + fallback + "}");
    }

    private static String withoutPassword(String text, String server) {
        return IN_URL.matcher(text)
                .replaceAll(
                        it -> {
                            boolean ofUser = it.group(1) != null;
                            String before = ofUser ? it.group(1) : it.group(3);
                            String value = ofUser ? it.group(2) : it.group(4);
                            return Matcher.quoteReplacement(
                                    before + variableFor(value, server + "_PASSWORD"));
                        });
    }

    private void password(YamlTree target) {
        target.text("password")
                .ifPresent(
                        text ->
                                put(
                                        target,
                                        "target",
                                        "password",
                                        text,
                                        variableFor(text, "MYSQL_PASSWORD")));
    }

    private void key(YamlTree section, String name, String key) {
        section.text(key)
                .ifPresent(text -> put(section, name, key, text, variableFor(text, "MASKING_KEY")));
    }

    /** The variable that the text is, without a default; else one of the name that is given. */
    private static String variableFor(String text, String name) {
        if (text.isEmpty() || VARIABLE.matcher(text).matches()) {
            return text;
        }
        Matcher withDefault = WITH_DEFAULT.matcher(text);
        return "${" + (withDefault.matches() ? withDefault.group(1) : name) + "}";
    }

    private void put(YamlTree section, String name, String key, String before, String after) {
        if (!before.equals(after)) {
            section.put(key, after);
            told.add(
                    name
                            + "."
                            + key
                            + ": "
                            + Optional.of(after)
                                    .filter(it -> it.startsWith("${"))
                                    .orElse("a variable"));
        }
    }
}
