package dev.lockstep.mask;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts texts with AES-256-GCM. An encrypted text is {@code 1:KEY_ID:BASE64}, where 1 is the
 * version of this form and the bytes are a random nonce of 12, the ciphertext, and a tag of 16.
 * What stands before the last colon is authenticated too.
 *
 * <p>With random nonces a key is good for 2^32 values.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D, 8.3</a>
 */
public final class Encryption {

    private static final String VERSION = "1";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Encryption() {}

    static String encrypt(String text, MaskingKeys.Key key) {
        String header = VERSION + ":" + key.id();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, key, nonce, header)
                            .doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] all =
                    ByteBuffer.allocate(nonce.length + encrypted.length)
                            .put(nonce)
                            .put(encrypted)
                            .array();
            return header + ":" + Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    /** The text that was encrypted; empty if none of the keys fits, or it was changed. */
    public static Optional<String> decrypt(String encrypted, MaskingKeys keys) {
        String[] parts = encrypted.split(":", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            return Optional.empty();
        }
        return keys.withId(parts[1]).flatMap(key -> decrypt(parts, key));
    }

    private static Optional<String> decrypt(String[] parts, MaskingKeys.Key key) {
        try {
            byte[] all = Base64.getDecoder().decode(parts[2]);
            if (all.length < NONCE_BYTES) {
                return Optional.empty();
            }
            byte[] nonce = java.util.Arrays.copyOf(all, NONCE_BYTES);
            byte[] text =
                    cipher(Cipher.DECRYPT_MODE, key, nonce, parts[0] + ":" + parts[1])
                            .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, MaskingKeys.Key key, byte[] nonce, String header)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(Base64.getDecoder().decode(key.base64()), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
