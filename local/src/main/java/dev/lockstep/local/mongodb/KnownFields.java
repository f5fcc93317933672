package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import de.bwaldvogel.mongo.exception.FailedToParseException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refuses what MongoDB 4.4 does not know in the commands that are used most, and in their
 * statements, so that a misspelt option is not passed over.
 */
final class KnownFields {
    /** What may stand in any command; names that begin with a dollar sign may too. */
    private static final Set<String> GENERIC =
            Set.of(
                    "apiVersion",
                    "apiStrict",
                    "apiDeprecationErrors",
                    "autocommit",
                    "comment",
                    "lsid",
                    "maxTimeMS",
                    "readConcern",
                    "startTransaction",
                    "stmtId",
                    "stmtIds",
                    "txnNumber",
                    "writeConcern");

    private static final Set<String> FIND =
            Set.of(
                    "filter",
                    "projection",
                    "sort",
                    "hint",
                    "skip",
                    "limit",
                    "batchSize",
                    "singleBatch",
                    "max",
                    "min",
                    "returnKey",
                    "showRecordId",
                    "tailable",
                    "awaitData",
                    "oplogReplay",
                    "noCursorTimeout",
                    "allowPartialResults",
                    "allowDiskUse",
                    "collation");

    private static final Set<String> AGGREGATE =
            Set.of(
                    "pipeline",
                    "cursor",
                    "explain",
                    "allowDiskUse",
                    "bypassDocumentValidation",
                    "collation",
                    "hint");

    private static final Set<String> WRITE = Set.of("ordered", "bypassDocumentValidation");

    /**
     * What statements hold.
     *
     * @param list the field with the statements
     */
    private record Statements(String list, Set<String> required, Set<String> optional) {}

    private static final Map<String, Statements> STATEMENTS =
            Map.of(
                    "insert", new Statements("documents", Set.of(), Set.of()),
                    "update",
                            new Statements(
                                    "updates",
                                    Set.of("q", "u"),
                                    Set.of(
                                            "multi",
                                            "upsert",
                                            "collation",
                                            "arrayFilters",
                                            "hint",
                                            "c")),
                    "delete",
                            new Statements(
                                    "deletes", Set.of("q", "limit"), Set.of("collation", "hint")));

    private KnownFields() {}

    static void require(Request request) {
        switch (request.name()) {
            case "find" -> requireOfFind(request);
            case "aggregate" -> requireOfAggregate(request);
            case "insert", "update", "delete" -> requireOfWrite(request);
            default -> {}
        }
    }

    private static void requireOfFind(Request request) {
        for (String field : request.body().keySet()) {
            if (!isKnown(field, request, FIND)) {
                throw new FailedToParseException(
                        "Failed to parse: "
                                + Json.toCompactJsonValue(request.body())
                                + ". Unrecognized field '"
                                + field
                                + "'.");
            }
        }
    }

    private static void requireOfAggregate(Request request) {
        for (String field : request.body().keySet()) {
            if (!isKnown(field, request, AGGREGATE)) {
                throw new FailedToParseException("unrecognized field '" + field + "'");
            }
        }
    }

    private static void requireOfWrite(Request request) {
        Statements known = STATEMENTS.get(request.name());
        for (String field : request.body().keySet()) {
            if (!field.equals(known.list()) && !isKnown(field, request, WRITE)) {
                throw unknown(request.name() + "." + field);
            }
        }
        if (!(request.body().get(known.list()) instanceof List<?> statements)) {
            throw missing(request.name() + "." + known.list());
        }
        if (!known.required().isEmpty()) {
            String path = request.name() + "." + known.list() + ".";
            statements.forEach(statement -> requireStatement(path, (Document) statement, known));
        }
    }

    private static void requireStatement(String path, Document statement, Statements known) {
        for (String field : statement.keySet()) {
            if (!known.required().contains(field) && !known.optional().contains(field)) {
                throw unknown(path + field);
            }
        }
        for (String field : known.required()) {
            if (!statement.containsKey(field)) {
                throw missing(path + field);
            }
        }
    }

    private static boolean isKnown(String field, Request request, Set<String> known) {
        return field.equals(request.name())
                || field.startsWith("$")
                || GENERIC.contains(field)
                || known.contains(field);
    }

    private static MongoServerError unknown(String path) {
        return new MongoServerError(40415, "BSON field '" + path + "' is an unknown field.");
    }

    private static MongoServerError missing(String path) {
        return new MongoServerError(
                40414, "BSON field '" + path + "' is missing but a required field");
    }
}
