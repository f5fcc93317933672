package dev.lockstep.local.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bwaldvogel.mongo.exception.MongoServerError;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The server's side of one SCRAM-SHA-256 conversation (RFC 5802, RFC 7677). */
final class ScramSha256 {
    private static final int ITERATIONS = 15_000;
    private static final int KEY_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credentials credentials;
    private final byte[] salt = random(28);
    private final String clientFirstBare;
    private final String nonce;
    private final String serverFirst;

    /** Begins with the client's first message, {@code n,,n=user,r=nonce}. */
    ScramSha256(Credentials credentials, byte[] clientFirst) {
        this.credentials = credentials;
        String message = new String(clientFirst, UTF_8);
        clientFirstBare = message.substring(message.indexOf(",,") + 2);
        Map<String, String> fields = fields(clientFirstBare);
        if (!userName(fields).equals(credentials.user())) {
            throw failed();
        }
        nonce = fields.getOrDefault("r", "") + base64(random(24));
        serverFirst = "r=" + nonce + ",s=" + base64(salt) + ",i=" + ITERATIONS;
    }

    static MongoServerError failed() {
        return new MongoServerError(18, "AuthenticationFailed", "Authentication failed.");
    }

    byte[] firstReply() {
        return serverFirst.getBytes(UTF_8);
    }

    /**
     * Checks the client's proof; the reply proves to the client that the server knows the password
     * too.
     */
    byte[] finalReply(byte[] clientFinal) {
        String message = new String(clientFinal, UTF_8);
        Map<String, String> fields = fields(message);
        String withoutProof = message.substring(0, Math.max(0, message.lastIndexOf(",p=")));
        byte[] authMessage =
                (clientFirstBare + "," + serverFirst + "," + withoutProof).getBytes(UTF_8);
        byte[] saltedPassword = saltedPassword();
        byte[] storedKey = sha256(hmac(saltedPassword, "Client Key".getBytes(UTF_8)));
        byte[] clientKey = xor(hmac(storedKey, authMessage), decoded(fields.get("p")));
        if (!nonce.equals(fields.get("r"))
                || !MessageDigest.isEqual(sha256(clientKey), storedKey)) {
            throw failed();
        }
        byte[] serverKey = hmac(saltedPassword, "Server Key".getBytes(UTF_8));
        return ("v=" + base64(hmac(serverKey, authMessage))).getBytes(UTF_8);
    }

    private static String userName(Map<String, String> fields) {
        return fields.getOrDefault("n", "").replace("=2C", ",").replace("=3D", "=");
    }

    private static Map<String, String> fields(String message) {
        Map<String, String> fields = new HashMap<>();
        for (String field : message.split(",", -1)) {
            if (field.length() > 2) {
                fields.put(field.substring(0, 1), field.substring(2));
            }
        }
        return fields;
    }

    private byte[] saltedPassword() {
        try {
            PBEKeySpec spec =
                    new PBEKeySpec(
                            credentials.password().toCharArray(), salt, ITERATIONS, KEY_BITS);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has PBKDF2 with SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HMAC with SHA-256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = Arrays.copyOf(right, left.length);
        for (int i = 0; i < left.length; i++) {
            result[i] ^= left[i];
        }
        return result;
    }

    private static byte[] decoded(@Nullable String base64) {
        try {
            return Base64.getDecoder().decode(base64 == null ? "" : base64);
        } catch (IllegalArgumentException e) {
            throw failed();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
