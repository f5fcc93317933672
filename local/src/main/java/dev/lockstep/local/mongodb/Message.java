package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;

/**
 * A message of the wire protocol: a command, or the reply to one.
 *
 * @param requestId of a command its own id, of a reply the id of the command it answers
 * @param legacy whether it is in the old form (OP_QUERY, OP_REPLY) that drivers use for their first
 *     {@code isMaster}
 * @param expectsReply false for writes that are not acknowledged
 */
record Message(
        int requestId, String database, Document body, boolean legacy, boolean expectsReply) {

    Message reply(Document reply) {
        return new Message(requestId, database, reply, legacy, false);
    }
}
