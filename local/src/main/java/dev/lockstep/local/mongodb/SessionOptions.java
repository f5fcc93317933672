package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a command may say of sessions and transactions, with the errors of MongoDB 4.4 for all else.
 * Of the commands that 4.4 runs in a transaction, only those that make collections and indexes are
 * refused.
 */
final class SessionOptions {
    private static final Set<String> IN_TRANSACTION =
            Set.of(
                    "aborttransaction",
                    "aggregate",
                    "committransaction",
                    "delete",
                    "distinct",
                    "find",
                    "findandmodify",
                    "getmore",
                    "insert",
                    "killcursors",
                    "update");

    private static final Set<String> RETRYABLE =
            Set.of("delete", "findandmodify", "insert", "update");

    private static final Set<String> STAGES_OUTSIDE = Set.of("$changeStream", "$out", "$merge");

    private SessionOptions() {}

    static void check(Request request, boolean replicaSet) {
        Document body = request.body();
        boolean numbered = body.containsKey("txnNumber");
        if (numbered && !body.containsKey("lsid")) {
            throw invalid("Transaction number requires a session ID to also be specified");
        }
        if (numbered && !replicaSet) {
            throw new MongoServerError(
                    20,
                    ErrorCodes.name(20),
                    "Transaction numbers are only allowed on a replica set member or mongos");
        }
        if (numbered && request.transactionNumber() < 0) {
            throw invalid("Transaction number cannot be negative");
        }
        checkFlags(body, numbered);
        if (request.isInTransaction()) {
            checkInside(request);
        } else if (request.endsTransaction()) {
            throw new MongoServerError(
                    125,
                    ErrorCodes.name(125),
                    request.name() + " must be run within a transaction");
        } else if (numbered) {
            checkRetryable(request);
        }
    }

    private static void checkFlags(Document body, boolean numbered) {
        boolean autocommit = body.containsKey("autocommit");
        if (autocommit && !numbered) {
            throw invalid("'autocommit' field requires a transaction number to also be specified");
        }
        if (autocommit && !Boolean.FALSE.equals(body.get("autocommit"))) {
            throw invalid("Specifying autocommit=true is not allowed.");
        }
        if (body.containsKey("startTransaction")) {
            if (!autocommit) {
                throw invalid(
                        "'startTransaction' field requires 'autocommit' field to also be specified");
            }
            if (!Boolean.TRUE.equals(body.get("startTransaction"))) {
                throw invalid("Specifying startTransaction=false is not allowed.");
            }
        }
    }

    private static void checkInside(Request request) {
        String name = request.name().toLowerCase(Locale.ROOT);
        if (!IN_TRANSACTION.contains(name)) {
            throw notSupported(
                    "Cannot run '" + request.name() + "' in a multi-document transaction.");
        }
        boolean ends = request.endsTransaction();
        if (!ends && Namespace.isInternalDatabase(request.database())) {
            throw notSupported(
                    "Cannot run command against the '"
                            + request.database()
                            + "' database in a transaction.");
        }
        if (!ends && request.body().containsKey("writeConcern")) {
            throw invalid("writeConcern is not allowed within a multi-statement transaction");
        }
        boolean first = Boolean.TRUE.equals(request.body().get("startTransaction"));
        if (!first && request.body().containsKey("readConcern")) {
            throw invalid("Only the first command in a transaction may specify a readConcern");
        }
        if (request.body().get("pipeline") instanceof List<?> stages) {
            stages.forEach(SessionOptions::checkStage);
        }
    }

    private static void checkStage(Object stage) {
        if (stage instanceof Document document) {
            for (String name : document.keySet()) {
                if (STAGES_OUTSIDE.contains(name)) {
                    throw notSupported(
                            "Operation not permitted in transaction :: caused by :: Aggregation stage "
                                    + name
                                    + " cannot run within a multi-document transaction");
                }
            }
        }
    }

    private static void checkRetryable(Request request) {
        if (!RETRYABLE.contains(request.name().toLowerCase(Locale.ROOT))) {
            throw new MongoServerError(
                    50889,
                    ErrorCodes.name(50889),
                    "txnNumber may only be provided for multi-document transactions and retryable"
                            + " write commands. autocommit:false was not provided, and "
                            + request.name()
                            + " is not a retryable write command.");
        }
        checkSingle(request, "updates", "multi", true, "multi=true");
        checkSingle(request, "deletes", "limit", 0, "limit=0");
    }

    private static void checkSingle(
            Request request, String list, String field, Object many, String shown) {
        if (request.body().get(list) instanceof List<?> statements
                && statements.stream().anyMatch(it -> many.equals(((Document) it).get(field)))) {
            throw invalid("Cannot use (or request) retryable writes with " + shown);
        }
    }

    private static MongoServerError invalid(String message) {
        return new MongoServerError(72, ErrorCodes.name(72), message);
    }

    private static MongoServerError notSupported(String message) {
        return new MongoServerError(263, ErrorCodes.name(263), message);
    }
}
