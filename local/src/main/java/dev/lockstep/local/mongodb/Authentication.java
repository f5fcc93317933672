package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: without credentials everybody everything; with them, only who authenticated.
 * Roles would have their place here.
 */
final class Authentication {
    private static final Set<String> OPEN_TO_ALL =
            Set.of(
                    "hello",
                    "ismaster",
                    "buildinfo",
                    "ping",
                    "whatsmyuri",
                    "connectionstatus",
                    "endsessions",
                    "logout",
                    "saslstart",
                    "saslcontinue");

    private final @Nullable Credentials credentials;

    Authentication(@Nullable Credentials credentials) {
        this.credentials = credentials;
    }

    /** Throws error 13 when the connection has yet to authenticate. */
    void require(Request request) {
        if (credentials != null
                && !request.connection().isAuthenticated()
                && !OPEN_TO_ALL.contains(request.name().toLowerCase(Locale.ROOT))) {
            throw new MongoServerError(
                    13, "Unauthorized", "command " + request.name() + " requires authentication");
        }
    }

    Document saslStart(Request request) {
        if (credentials == null || !"SCRAM-SHA-256".equals(request.body().get("mechanism"))) {
            throw ScramSha256.failed();
        }
        ScramSha256 scram = new ScramSha256(credentials, payload(request));
        request.connection().begin(scram);
        return reply(scram.firstReply(), false);
    }

    Document saslContinue(Request request) {
        ScramSha256 scram = request.connection().conversation();
        if (scram == null) {
            throw new MongoServerError(17, "ProtocolError", "No SASL session state found");
        }
        if (request.connection().isAuthenticated()) {
            return reply(new byte[0], true);
        }
        byte[] proof = scram.finalReply(payload(request));
        request.connection().authenticate();
        // The client asks once more with an empty payload before it is done.
        return reply(proof, false);
    }

    private static Document reply(byte[] payload, boolean done) {
        return new Document("conversationId", 1)
                .append("done", done)
                .append("payload", new BinData(payload));
    }

    private static byte[] payload(Request request) {
        if (request.body().get("payload") instanceof BinData payload) {
            return payload.getData();
        }
        throw ScramSha256.failed();
    }

    /** The mechanisms that {@code hello} names when a driver asks for a user's. */
    List<String> mechanisms() {
        return credentials == null ? List.of() : List.of("SCRAM-SHA-256");
    }

    Document connectionStatus(Request request) {
        Document info = new Document();
        if (credentials != null && request.connection().isAuthenticated()) {
            Document user = new Document("user", credentials.user()).append("db", "admin");
            Document role = new Document("role", "root").append("db", "admin");
            info.append("authenticatedUsers", List.of(user));
            info.append("authenticatedUserRoles", List.of(role));
        } else {
            info.append("authenticatedUsers", List.of());
            info.append("authenticatedUserRoles", List.of());
        }
        return new Document("authInfo", info);
    }
}
