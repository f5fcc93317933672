package dev.lockstep.mask;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a pipeline.
 *
 * @param hash for {@link Mask.Hash}; null for none
 * @param encryption for {@link Mask.Encrypt}: the first encrypts, all decrypt
 */
public record MaskingKeys(@Nullable Key hash, List<Key> encryption) implements Serializable {

    public static final MaskingKeys NONE = new MaskingKeys(null, List.of());

    public MaskingKeys {
        encryption = List.copyOf(encryption);
    }

    /** A key for decryption by its id. */
    Optional<Key> withId(String id) {
        return encryption.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /**
     * A secret key.
     *
     * @param id names it in what it encrypts; no secret
     * @param base64 its bytes
     */
    public record Key(String id, String base64) implements Serializable {

        /** Without the key. */
        @Override
        public String toString() {
            return "key " + id;
        }
    }
}
