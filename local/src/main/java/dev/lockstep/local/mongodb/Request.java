package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.TypeMismatchException;

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

    int number(String field, int absent) {
        return body.get(field) instanceof Number number ? number.intValue() : absent;
    }

    /** The batch size of a command that opens a cursor. */
    int firstBatchSize() {
        return document("cursor").get("batchSize") instanceof Number size ? size.intValue() : -1;
    }
}
