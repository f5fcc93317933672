package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out who a connection's user is, by SCRAM-SHA-256, and says so. */
final class Authentication {
    private final Users users;
    private final Authorization authorization;

    Authentication(Users users, Authorization authorization) {
        this.users = users;
        this.authorization = authorization;
    }

    Document saslStart(Request request) {
        if (!ScramSha256.NAME.equals(request.body().get("mechanism"))) {
            throw ScramSha256.failed();
        }
        ScramSha256 scram = new ScramSha256(users, request.database(), payload(request));
        request.connection().begin(scram);
        return reply(scram.firstReply(), false);
    }

    Document saslContinue(Request request) {
        ScramSha256 scram = request.connection().conversation();
        if (scram == null) {
            throw new MongoServerError(17, "ProtocolError", "No SASL session state found");
        }
        if (request.connection().user() != null) {
            return reply(new byte[0], true);
        }
        byte[] proof = scram.finalReply(payload(request));
        request.connection().authenticate(scram.user());
        // The client asks once more with an empty payload before it is done.
        return reply(proof, false);
    }

    Document logOut(Request request) {
        request.connection().logOut();
        return new Document();
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

    /**
     * The mechanisms that {@code hello} names when a driver asks for a user's, as {@code
     * database.user}; null for a user that is not there.
     */
    @Nullable List<String> mechanisms(String fullName) {
        int dot = fullName.indexOf('.');
        User.Id id = new User.Id(fullName.substring(dot + 1), fullName.substring(0, dot));
        return users.find(id) == null ? null : List.of(ScramSha256.NAME);
    }

    Document connectionStatus(Request request) {
        User.Id id = request.connection().user();
        User user = id == null ? null : users.find(id);
        List<Role> roles = user == null ? List.of() : user.roles();
        Document info =
                new Document(
                                "authenticatedUsers",
                                id == null ? List.of() : List.of(id.toDocument()))
                        .append(
                                "authenticatedUserRoles",
                                roles.stream().map(Role::toDocument).toList());
        if (Boolean.TRUE.equals(request.body().get("showPrivileges"))) {
            info.append(
                    "authenticatedUserPrivileges",
                    authorization.privileges(request.connection()).stream()
                            .map(Privilege::toDocument)
                            .toList());
        }
        return new Document("authInfo", info);
    }
}
