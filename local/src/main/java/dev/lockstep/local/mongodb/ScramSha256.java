package dev.lockstep.local.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bwaldvogel.mongo.exception.MongoServerError;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
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
    static final String NAME = "SCRAM-SHA-256";
    private static final int ITERATIONS = 15_000;
    private static final int KEY_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final User user;
    private final String clientFirstBare;
    private final String nonce;
    private final String serverFirst;

    /** Begins with the client's first message, {@code n,,n=user,r=nonce}. */
    ScramSha256(Users users, String database, byte[] clientFirst) {
        String message = new String(clientFirst, UTF_8);
        clientFirstBare = message.substring(message.indexOf(",,") + 2);
        Map<String, String> fields = fields(clientFirstBare);
        User found = users.find(new User.Id(userName(fields), database));
        if (found == null) {
            throw failed();
        }
        user = found;
        nonce = fields.getOrDefault("r", "") + base64(random(24));
        ScramCredential credential = user.credential();
        serverFirst = "r=" + nonce + ",s=" + credential.salt() + ",i=" + credential.iterations();
    }

    /** What is kept of a password. */
    static ScramCredential credential(String password) {
        byte[] salt = random(28);
        byte[] salted = salted(password, salt);
        return new ScramCredential(
                ITERATIONS,
                base64(salt),
                base64(sha256(hmac(salted, "Client Key".getBytes(UTF_8)))),
                base64(hmac(salted, "Server Key".getBytes(UTF_8))));
    }

    User.Id user() {
        return user.id();
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
        byte[] storedKey = decoded(user.credential().storedKey());
        byte[] clientKey = xor(hmac(storedKey, authMessage), decoded(fields.get("p")));
        if (!nonce.equals(fields.get("r"))
                || !MessageDigest.isEqual(sha256(clientKey), storedKey)) {
            throw failed();
        }
        byte[] serverKey = decoded(user.credential().serverKey());
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

    private static byte[] salted(String password, byte[] salt) {
        // What RFC 4013 asks for, as far as it matters for passwords that people type.
        char[] prepared = Normalizer.normalize(password, Normalizer.Form.NFKC).toCharArray();
        try {
            PBEKeySpec spec = new PBEKeySpec(prepared, salt, ITERATIONS, KEY_BITS);
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
