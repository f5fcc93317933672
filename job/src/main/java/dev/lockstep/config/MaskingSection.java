package dev.lockstep.config;

import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.ListType;
import dev.lockstep.config.yaml.ScalarType;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Section;
import dev.lockstep.config.yaml.Values;
import dev.lockstep.mask.MaskingKeys;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The section {@code masking}: the keys of masked columns. */
final class MaskingSection {

    private static final int KEY_BYTES = 32;

    private static final Key<String> HASH_KEY =
            Key.optional("hash_key", key(), "the key of mask: hash");

    private static final Key<String> ID =
            Key.required(
                    "id",
                    Scalars.text("a key's id", "letters, digits, - and _", "[A-Za-z0-9_-]{1,32}"),
                    "names the key in what it encrypts");

    private static final Key<String> KEY = Key.required("key", key(), "the key");

    private static final Section<MaskingKeys.Key> ENCRYPTION_KEY =
            Section.of(
                    List.of(ID, KEY),
                    values -> new MaskingKeys.Key(values.get(ID), values.get(KEY)));

    private static final Key<List<MaskingKeys.Key>> ENCRYPTION_KEYS =
            Key.list(
                    "encryption_keys",
                    new ListType<>(ENCRYPTION_KEY, 0, "a list such as '- { id: k1, key: ${KEY} }'"),
                    "the keys of mask: encrypt; the first encrypts, all decrypt");

    static final Section<MaskingKeys> SECTION =
            new Section<>(
                    List.of(HASH_KEY, ENCRYPTION_KEYS),
                    MaskingSection::check,
                    values ->
                            new MaskingKeys(
                                    values.find(HASH_KEY)
                                            .map(key -> new MaskingKeys.Key("hash", key))
                                            .orElse(null),
                                    values.get(ENCRYPTION_KEYS)));

    private MaskingSection() {}

    private static void check(Values values) {
        Set<String> ids = new HashSet<>();
        for (MaskingKeys.Key key : values.find(ENCRYPTION_KEYS).orElse(List.of())) {
            if (!ids.add(key.id())) {
                values.place(ENCRYPTION_KEYS)
                        .problem("has two keys of one id", "an id of its own for each key");
            }
        }
    }

    /** A key is a variable, never text in a file. */
    private static ScalarType<String> key() {
        return new ScalarType<>(
                "a key from the environment",
                "${VARIABLE} with 32 bytes in base64, as `openssl rand -base64 32` makes them",
                Set.of(),
                true,
                Scalars.variable(),
                MaskingSection::parse);
    }

    private static Optional<String> parse(String text) {
        try {
            return Optional.of(text)
                    .filter(it -> Base64.getDecoder().decode(it).length == KEY_BYTES);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
