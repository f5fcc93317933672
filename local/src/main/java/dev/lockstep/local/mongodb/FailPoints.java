package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The fail points that the server knows, and what they do to commands. */
final class FailPoints {
    private static final String FAIL_COMMAND = "failCommand";
    private static final String FAIL_GET_MORE = "failGetMoreAfterCursorCheckout";

    private final Map<String, ArmedFailPoint> points =
            Map.of(FAIL_COMMAND, new ArmedFailPoint(), FAIL_GET_MORE, new ArmedFailPoint());

    Document configure(Request request) {
        if (!request.database().equals("admin")) {
            throw new MongoServerError(
                    13,
                    "Unauthorized",
                    "configureFailPoint may only be run against the admin database.");
        }
        Object name = request.body().get(request.name());
        ArmedFailPoint armed = name instanceof String ? points.get(name) : null;
        if (armed == null) {
            throw new MongoServerError(185, "FailPointSetFailed", name + " not found");
        }
        FailPointMode mode = FailPointMode.parse(request.body().get("mode"));
        Document data = request.document("data").clone();
        if (name.equals(FAIL_GET_MORE)) {
            data.put("failCommands", List.of("getMore"));
        }
        return new Document("count", armed.set(new FailPoint(mode, data)));
    }

    void failCommand(FailPoint point) {
        requireNonNull(points.get(FAIL_COMMAND)).set(point);
    }

    void off() {
        points.values().forEach(point -> point.set(FailPoint.on().times(0)));
    }

    /**
     * Done when the command may run. Fails when it is to fail instead; is never done when its
     * connection is closed.
     */
    CompletableFuture<Void> before(Request request) {
        if (request.name().equalsIgnoreCase("configureFailPoint")) {
            return CompletableFuture.completedFuture(null);
        }
        FailPoint hit =
                requireNonNull(points.get(FAIL_COMMAND)).hit(request, FailPoint::actsBeforeCommand);
        if (hit == null) {
            return CompletableFuture.completedFuture(null);
        }
        if (hit.delay().isZero()) {
            return act(hit, request);
        }
        Executor later =
                CompletableFuture.delayedExecutor(
                        hit.delay().toMillis(),
                        TimeUnit.MILLISECONDS,
                        request.connection().channel().eventLoop());
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(over -> act(hit, request));
    }

    private static CompletableFuture<Void> act(FailPoint hit, Request request) {
        if (hit.closesConnection()) {
            var unused = request.connection().channel().close();
            return new CompletableFuture<>();
        }
        Integer code = hit.errorCode();
        return code == null
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new InjectedError(code, hit.errorLabels()));
    }

    /** The error that {@code getMore} is to give once it has found its cursor, if any. */
    void afterCursorCheckout(Request request) {
        FailPoint hit =
                requireNonNull(points.get(FAIL_GET_MORE))
                        .hit(request, point -> point.errorCode() != null);
        if (hit != null) {
            throw ChangeStreamException.injected(requireNonNull(hit.errorCode()));
        }
    }

    /** Adds a write concern error to the reply of a command that ran. */
    Document after(Request request, Document reply) {
        FailPoint hit =
                requireNonNull(points.get(FAIL_COMMAND))
                        .hit(request, point -> point.writeConcernError() != null);
        if (hit == null) {
            return reply;
        }
        Document error = requireNonNull(hit.writeConcernError());
        List<?> given = hit.errorLabels();
        List<?> labels = given == null ? ErrorLabels.ofWriteConcernError(request, error) : given;
        reply.append("writeConcernError", error);
        return labels.isEmpty() ? reply : reply.append("errorLabels", labels);
    }
}
