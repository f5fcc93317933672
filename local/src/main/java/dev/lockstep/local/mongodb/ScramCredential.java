package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Base64;

/**
 * What a server keeps of a password: enough to check it, and not the password (RFC 5802).
 *
 * @param iterations of the hash
 */
record ScramCredential(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {

    static ScramCredential of(Document document) {
        return new ScramCredential(
                ((Number) document.get("iterationCount")).intValue(),
                decoded(document, "salt"),
                decoded(document, "storedKey"),
                decoded(document, "serverKey"));
    }

    private static byte[] decoded(Document document, String field) {
        return Base64.getDecoder().decode((String) document.get(field));
    }

    Document toDocument() {
        Base64.Encoder base64 = Base64.getEncoder();
        return new Document("iterationCount", iterations)
                .append("salt", base64.encodeToString(salt))
                .append("storedKey", base64.encodeToString(storedKey))
                .append("serverKey", base64.encodeToString(serverKey));
    }

    /** Without the keys: they are secrets. */
    @Override
    public String toString() {
        return "ScramCredential[]";
    }
}
