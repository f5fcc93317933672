package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers the commands that write. The engine does the writing, statement by statement, so that
 * {@code ordered} stops at the first error as a server does.
 */
final class Writing {
    private final Storage storage;
    private final Oplog oplog;
    private final Topology topology;

    Writing(Storage storage, Oplog oplog, Topology topology) {
        this.storage = storage;
        this.oplog = oplog;
        this.topology = topology;
    }

    Document insert(Request request) {
        return statements(request, "documents");
    }

    Document update(Request request) {
        return statements(request, "updates");
    }

    Document delete(Request request) {
        return statements(request, "deletes");
    }

    private Document statements(Request request, String field) {
        boolean ordered = !Boolean.FALSE.equals(request.body().get("ordered"));
        List<?> statements = (List<?>) request.body().get(field);
        int n = 0;
        int modified = 0;
        List<Document> upserted = new ArrayList<>();
        List<Document> errors = new ArrayList<>();
        for (int index = 0; index < statements.size(); index++) {
            Document reply = runOne(request, field, statements.get(index));
            if (reply.get("writeErrors") instanceof List<?> failed && !failed.isEmpty()) {
                Document error = (Document) failed.get(0);
                error.remove("codeName");
                errors.add(error.append("index", index));
                if (ordered) {
                    break;
                }
                continue;
            }
            n += ((Number) reply.get("n")).intValue();
            modified += ((Number) reply.getOrDefault("nModified", 0)).intValue();
            if (reply.get("upserted") instanceof Iterable<?> ids) {
                for (Object id : ids) {
                    Object value = ((Document) id).get("_id");
                    upserted.add(new Document("index", index).append("_id", value));
                }
            }
        }
        Document reply = new Document("n", n);
        if (field.equals("updates")) {
            reply.append("nModified", modified);
        }
        if (!upserted.isEmpty()) {
            reply.append("upserted", upserted);
        }
        if (!errors.isEmpty()) {
            reply.append("writeErrors", errors);
        }
        return withOperationTime(reply);
    }

    private Document runOne(Request request, String field, Object statement) {
        Document body =
                new Document(request.name(), request.body().get(request.name()))
                        .append("ordered", true)
                        .append(field, List.of(statement));
        try {
            return storage.run(
                    new Request(request.connection(), request.database(), request.name(), body));
        } catch (MongoServerError e) {
            Document error =
                    new Document("code", e.getCode())
                            .append("errmsg", e.getMessageWithoutErrorCode());
            return new Document("writeErrors", List.of(error));
        }
    }

    Document findAndModify(Request request) {
        return storage.run(request);
    }

    /**
     * What changes no document and yet moves the cluster's time: collections and indexes made or
     * dropped.
     */
    Document define(Request request) {
        Document reply = storage.run(request);
        oplog.noop();
        return reply;
    }

    Document drop(Request request) {
        if (storage.collection(request.namespace()) == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns not found");
        }
        return storage.run(request);
    }

    Document rename(Request request) {
        Namespace from = Namespace.parse((String) request.body().get(request.name()));
        Namespace to = Namespace.parse((String) request.body().get("to"));
        if (storage.collection(from) == null) {
            throw new MongoServerError(
                    26, "NamespaceNotFound", "Source collection " + from + " does not exist");
        }
        Document reply = storage.run(request);
        oplog.rename(from, to);
        return reply;
    }

    private Document withOperationTime(Document reply) {
        return topology.replicaSet()
                ? reply.append("opTime", topology.operationTime())
                        .append("electionId", topology.member().electionId())
                : reply;
    }
}
