package dev.lockstep.config;

import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Values;
import dev.lockstep.mask.Mask;
import dev.lockstep.type.ColumnType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys that say how a column's values are hidden. */
final class MaskKeys {

    /** The masks by the names that they have in a file. */
    enum Kind {
        REDACT,
        PARTIAL,
        HASH,
        ENCRYPT,
        NULL
    }

    static final Key<Kind> MASK =
            Key.optional(
                    "mask",
                    Scalars.choice(Kind.class),
                    "how its values are hidden, everywhere; partial keeps the last mask_keep"
                            + " characters, hash and encrypt take their keys from masking");

    static final Key<Integer> MASK_KEEP =
            Key.withDefault(
                    "mask_keep", Scalars.integer(1, 255), "4", "with mask: partial, how many");

    private MaskKeys() {}

    static @Nullable Mask mask(Values values) {
        Optional<Kind> kind = values.find(MASK);
        return kind.isEmpty()
                ? null
                : switch (kind.get()) {
                    case REDACT -> new Mask.Redact();
                    case PARTIAL -> new Mask.Partial(values.get(MASK_KEEP));
                    case HASH -> new Mask.Hash();
                    case ENCRYPT -> new Mask.Encrypt();
                    case NULL -> new Mask.ToNull();
                };
    }

    /** Only a hash of a value tells it apart from others, and is always the same. */
    static @Nullable Mask maskOfKey(Values values) {
        return values.find(MASK).equals(Optional.of(Kind.HASH)) ? new Mask.Hash() : null;
    }

    static void checkOfKey(Values values, Optional<String> path, Optional<ColumnType> type) {
        check(values, path, type);
        Optional<Kind> kind = values.find(MASK);
        if (kind.isPresent() && kind.get() != Kind.HASH) {
            values.place(MASK)
                    .problem("does not tell one document's key from another's", "mask: hash");
        } else if (kind.isPresent() && type.filter(it -> !holdsHash(it)).isPresent()) {
            values.place(MASK).problem("makes 64 characters, which do not fit", "type: CHAR(64)");
        }
    }

    private static boolean holdsHash(ColumnType type) {
        if (type instanceof ColumnType.Char text) {
            return text.length() >= 64;
        }
        return !(type instanceof ColumnType.VarChar text) || text.length() >= 64;
    }

    static void check(Values values, Optional<String> path, Optional<ColumnType> type) {
        Optional<Kind> kind = values.find(MASK);
        boolean text = type.isEmpty() || kind.equals(Optional.of(Kind.NULL)) || isText(type.get());
        if (kind.isPresent() && !text) {
            values.place(MASK).problem("makes text, but the column's type is another", "TEXT");
        }
        if (kind.isPresent() && path.filter(it -> Names.isAtOrBelow(it, "_id")).isPresent()) {
            values.place(MASK)
                    .problem(
                            "is of the document's id, which is the key, and which dead letters name",
                            "no mask, or another field as the id");
        }
        if (values.isThere(MASK_KEEP) && !kind.equals(Optional.of(Kind.PARTIAL))) {
            values.place(MASK_KEEP).problem("has a meaning with mask: partial only", "remove it");
        }
    }

    private static boolean isText(ColumnType type) {
        return type instanceof ColumnType.Char
                || type instanceof ColumnType.VarChar
                || type instanceof ColumnType.Text;
    }
}
