package dev.lockstep.local.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.FailedToParseException;
import de.bwaldvogel.mongo.exception.InvalidOptionsException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The logical sessions that clients have, and the commands about them. */
final class Sessions {
    static final int TIMEOUT_MINUTES = 30;

    private final Map<UUID, ServerSession> sessions = new ConcurrentHashMap<>();
    private final Storage storage;
    private volatile Duration transactionLifetime = Duration.ofSeconds(60);

    Sessions(Storage storage) {
        this.storage = storage;
    }

    /** The session of a command, which is new if its id is; null without an id. */
    @Nullable ServerSession of(Request request) {
        if (!(request.body().get("lsid") instanceof Document lsid)) {
            return null;
        }
        ServerSession session =
                sessions.computeIfAbsent(id(lsid), id -> create(id, request.connection()));
        session.use();
        return session;
    }

    /** Change events show a hash of the user beside the id. */
    private ServerSession create(UUID id, Connection connection) {
        User.Id user = connection.user();
        String name = user == null ? "" : user.name() + "@" + user.database();
        Document shown = new Document("id", id).append("uid", new BinData(sha256(name)));
        return new ServerSession(EncodedDocument.of(shown), storage.transactions());
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UUID id(@Nullable Object lsid) {
        if (lsid instanceof Document document && document.get("id") instanceof UUID id) {
            return id;
        }
        throw new FailedToParseException("a session's id must be {id: <UUID>}");
    }

    Document start(Request request) {
        UUID id = UUID.randomUUID();
        sessions.put(id, create(id, request.connection()));
        return new Document("id", new Document("id", id)).append("timeoutMinutes", TIMEOUT_MINUTES);
    }

    Document refresh(Request request) {
        for (Object lsid : given(request)) {
            sessions.computeIfAbsent(id(lsid), id -> create(id, request.connection())).use();
        }
        return new Document();
    }

    /** Ends sessions; what their transactions did is undone. */
    Document end(Request request) {
        for (Object lsid : given(request)) {
            ServerSession session = sessions.remove(id(lsid));
            if (session != null) {
                abort(session);
            }
        }
        return new Document();
    }

    /** Aborts the transactions of the given sessions, or of all if none is given. */
    Document kill(Request request) {
        List<?> given = given(request);
        if (given.isEmpty()) {
            abortTransactions();
        }
        for (Object lsid : given) {
            ServerSession session = sessions.get(id(lsid));
            if (session != null) {
                abort(session);
            }
        }
        return new Document();
    }

    private static List<?> given(Request request) {
        return request.body().get(request.name()) instanceof List<?> list ? list : List.of();
    }

    void abortTransactions() {
        sessions.values().forEach(this::abort);
    }

    private void abort(ServerSession session) {
        storage.write(
                () -> {
                    session.abort();
                    return session;
                });
    }

    /** {@code setParameter}, of which only {@code transactionLifetimeLimitSeconds} is modelled. */
    Document setParameter(Request request) {
        int before = (int) transactionLifetime.toSeconds();
        int seconds = request.number("transactionLifetimeLimitSeconds", 0);
        if (seconds < 1) {
            throw new InvalidOptionsException(
                    "only transactionLifetimeLimitSeconds can be set, to 1 or more");
        }
        transactionLifetime = Duration.ofSeconds(seconds);
        return new Document("was", before);
    }

    /** Ends what nobody has used for too long. */
    void expire() {
        long timeout = Duration.ofMinutes(TIMEOUT_MINUTES).toNanos();
        sessions.forEach(
                (id, session) -> {
                    if (session.transactionNanos() > transactionLifetime.toNanos()) {
                        abort(session);
                    }
                    if (session.idleNanos() > timeout) {
                        sessions.remove(id);
                        abort(session);
                    }
                });
    }
}
