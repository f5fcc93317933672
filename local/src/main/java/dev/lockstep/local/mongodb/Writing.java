package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.FailedToParseException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import dev.lockstep.local.mongodb.StatementResults.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers the commands that write documents, statement by statement: {@code ordered} stops at the
 * first error.
 */
final class Writing {
    private static final Set<String> EQUAL = Set.of("$eq");

    private final Storage storage;
    private final Topology topology;
    private final Sessions sessions;

    Writing(Storage storage, Topology topology, Sessions sessions) {
        this.sessions = sessions;
        this.storage = storage;
        this.topology = topology;
    }

    Document insert(Request request) {
        return statements(request, "documents", this::insert);
    }

    Document update(Request request) {
        return statements(request, "updates", this::update);
    }

    Document delete(Request request) {
        return statements(request, "deletes", this::delete);
    }

    private Document statements(
            Request request, String field, BiFunction<Request, Document, Outcome> statement) {
        return statements(request, field, statement, new StatementResults(), 0);
    }

    private Document statements(
            Request request,
            String field,
            BiFunction<Request, Document, Outcome> statement,
            StatementResults results,
            int from) {
        boolean ordered = !Boolean.FALSE.equals(request.body().get("ordered"));
        List<?> given = (List<?>) request.body().get(field);
        for (int index = from; index < given.size(); index++) {
            if (results.hasFailed() && (ordered || request.isInTransaction())) {
                break;
            }
            Document each = (Document) given.get(index);
            int next = index;
            try {
                results.add(index, once(request, index, () -> statement.apply(request, each)));
            } catch (BlockedException e) {
                throw e.goingOnWith(
                        () ->
                                storage.write(
                                        () ->
                                                statements(
                                                        request, field, statement, results, next)));
            } catch (MongoServerException e) {
                if (e instanceof MongoServerError error
                        && ErrorCodes.isTransientInTransaction(error.getCode())) {
                    throw e;
                }
                results.fail(index, e);
            }
        }
        return withOperationTime(results.toReply(field.equals("updates")));
    }

    /**
     * A statement that may have to wait for a transaction; and of a retryable write what was done
     * already is not done again.
     */
    private <T> T once(Request request, int index, Supplier<T> statement) {
        Supplier<T> run = () -> storage.statement(request.namespace(), statement);
        ServerSession session = sessions.of(request);
        return session == null || !request.isRetryableWrite()
                ? run.get()
                : session.once(request.statementId(index), () -> topology.clock().now(), run);
    }

    private Outcome insert(Request request, Document document) {
        Namespace namespace = request.namespace();
        if (namespace.collection().startsWith("system.")) {
            throw new MongoServerError(
                    73, "InvalidNamespace", "cannot write to '" + namespace + "'");
        }
        try {
            storage.collectionOrNew(namespace).addDocument(document);
        } catch (KeyTakenError e) {
            topology.clock().reserve();
            throw e;
        }
        return Outcome.of(1);
    }

    private Outcome delete(Request request, Document statement) {
        StoredCollection collection = storage.collection(request.namespace());
        if (!(statement.get("limit") instanceof Number limit)
                || (limit.doubleValue() != 0 && limit.doubleValue() != 1)) {
            throw new FailedToParseException(
                    "The limit field in delete objects must be 0 or 1. Got "
                            + statement.get("limit"));
        }
        return Outcome.of(
                collection == null
                        ? 0
                        : collection.deleteDocuments(
                                (Document) statement.get("q"), limit.intValue(), NoopOplog.get()));
    }

    private Outcome update(Request request, Document statement) {
        boolean upsert = Boolean.TRUE.equals(statement.get("upsert"));
        if (upsert) {
            storage.collectionOrNew(request.namespace());
        }
        StoredCollection collection = storage.collection(request.namespace());
        if (collection == null) {
            return Outcome.of(0);
        }
        DocumentUpdate each = DocumentUpdate.of(statement.get("u"), storage, request.database());
        if (each == null) {
            return run(request, statement);
        }
        Document selector = (Document) statement.get("q");
        boolean multi = Boolean.TRUE.equals(statement.get("multi"));
        List<Document> matched = collection.find(selector, null, multi ? 0 : 1);
        if (matched.isEmpty()) {
            return upsert
                    ? run(request, rewritten(statement, selector, each.of(equalities(selector))))
                    : Outcome.of(0);
        }
        int modified = 0;
        for (Document document : matched) {
            modified +=
                    run(request, rewritten(statement, only(document, selector), each.of(document)))
                            .modified();
        }
        return new Outcome(matched.size(), modified, null);
    }

    private static Document rewritten(Document statement, Document selector, Document update) {
        return statement.clone().append("q", selector).append("u", update).append("multi", false);
    }

    private static Document only(Document document, Document selector) {
        return selector.clone().append("_id", document.get("_id"));
    }

    /** What the selector says of the document that an upsert inserts. */
    private static Document equalities(Document selector) {
        Document fields = new Document();
        selector.forEach(
                (field, value) -> {
                    if (field.equals("$and")) {
                        ((List<?>) value).forEach(it -> fields.putAll(equalities((Document) it)));
                    } else if (value instanceof Document only && only.keySet().equals(EQUAL)) {
                        Utils.changeSubdocumentValue(fields, field, only.get("$eq"));
                    } else if (!field.startsWith("$") && !isExpression(value)) {
                        Utils.changeSubdocumentValue(fields, field, value);
                    }
                });
        return fields;
    }

    private static boolean isExpression(@Nullable Object value) {
        return value instanceof Document document
                && document.keySet().stream().anyMatch(key -> key.startsWith("$"));
    }

    /** One statement by the engine, which reads {@code arrayFilters}. */
    private Outcome run(Request request, Document statement) {
        Document body =
                new Document("update", request.namespace().collection())
                        .append("updates", List.of(statement));
        Document reply =
                storage.run(new Request(request.connection(), request.database(), "update", body));
        Document upserted =
                reply.get("upserted") instanceof Collection<?> ids
                        ? (Document) ids.iterator().next()
                        : null;
        return new Outcome(
                ((Number) reply.get("n")).intValue(),
                ((Number) reply.get("nModified")).intValue(),
                upserted);
    }

    Document findAndModify(Request request) {
        // What is remembered must not get what is added to the reply.
        return once(request, 0, () -> findAndModifyNow(request)).clone();
    }

    private Document findAndModifyNow(Request request) {
        Document body = request.body().clone();
        Namespace namespace = request.namespace();
        boolean upsert = Boolean.TRUE.equals(body.get("upsert"));
        StoredCollection collection =
                upsert ? storage.collectionOrNew(namespace) : storage.collection(namespace);
        if (collection == null) {
            Document outcome = new Document("n", 0);
            if (!Boolean.TRUE.equals(body.get("remove"))) {
                outcome.append("updatedExisting", false);
            }
            return new Document("lastErrorObject", outcome).append("value", null);
        }
        DocumentUpdate each = DocumentUpdate.of(body.get("update"), storage, request.database());
        if (each != null) {
            Document selector = request.document("query");
            List<Document> matched = collection.find(selector, (Document) body.get("sort"), 1);
            if (matched.isEmpty()) {
                body.append("update", each.of(equalities(selector)));
            } else {
                body.append("query", only(matched.get(0), selector))
                        .append("update", each.of(matched.get(0)));
            }
        }
        return collection.findAndModify(body);
    }

    private Document withOperationTime(Document reply) {
        return topology.replicaSet()
                ? reply.append("opTime", topology.operationTime())
                        .append("electionId", topology.member().electionId())
                : reply;
    }
}
