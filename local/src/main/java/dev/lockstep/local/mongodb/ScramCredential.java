package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;

/**
 * What a server keeps of a password: enough to check it, and not the password (RFC 5802). All but
 * the number of iterations is in Base64.
 */
record ScramCredential(int iterations, String salt, String storedKey, String serverKey) {

    static ScramCredential of(Document document) {
        return new ScramCredential(
                ((Number) document.get("iterationCount")).intValue(),
                (String) document.get("salt"),
                (String) document.get("storedKey"),
                (String) document.get("serverKey"));
    }

    Document toDocument() {
        return new Document("iterationCount", iterations)
                .append("salt", salt)
                .append("storedKey", storedKey)
                .append("serverKey", serverKey);
    }

    /** Without the keys: they are secrets. */
    @Override
    public String toString() {
        return "ScramCredential[]";
    }
}
