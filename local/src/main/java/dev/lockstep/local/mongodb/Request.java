package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.TypeMismatchException;
import java.util.List;

/**
 * One command.
 *
 * @param name as the client wrote it
 */
record Request(Connection connection, String database, String name, Document body) {

    static Request of(Connection connection, String database, Document body) {
        return new Request(connection, database, body.keySet().iterator().next(), body);
    }

    /** The collection that the command's first field names. */
    Namespace namespace() {
        if (!(body.get(name) instanceof String collection)) {
            throw new TypeMismatchException("collection name has invalid type");
        }
        return new Namespace(database, collection);
    }

    /** The same command with another value of a field. */
    Request with(String field, Object value) {
        return new Request(connection, database, name, body.clone().append(field, value));
    }

    Document document(String field) {
        return body.get(field) instanceof Document document ? document : new Document();
    }

    /** Whether it belongs to a transaction of several statements. */
    boolean isInTransaction() {
        return body.containsKey("txnNumber") && Boolean.FALSE.equals(body.get("autocommit"));
    }

    boolean endsTransaction() {
        return name.equals("commitTransaction") || name.equals("abortTransaction");
    }

    /** Whether it can be sent again and is done once. */
    boolean isRetryableWrite() {
        return body.containsKey("txnNumber") && !isInTransaction();
    }

    long transactionNumber() {
        return body.get("txnNumber") instanceof Number number ? number.longValue() : -1;
    }

    /** Identifies a statement among those of a retryable write. */
    int statementId(int index) {
        if (body.get("stmtIds") instanceof List<?> ids && ids.get(index) instanceof Number id) {
            return id.intValue();
        }
        return number("stmtId", 0) + index;
    }

    int number(String field, int absent) {
        return body.get(field) instanceof Number number ? number.intValue() : absent;
    }

    /** The batch size of a command that opens a cursor. */
    int firstBatchSize() {
        return document("cursor").get("batchSize") instanceof Number size ? size.intValue() : -1;
    }
}
