package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.FailedToParseException;
import de.bwaldvogel.mongo.exception.InvalidOptionsException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Read and write concerns on a set of one member, where all that is written is majority-committed
 * at once: what can be asked for is there, and what can't is refused.
 */
final class Concerns {
    private static final Set<String> LEVELS =
            Set.of("local", "majority", "linearizable", "available", "snapshot");

    private final Storage storage;
    private final Oplog oplog;
    private final Topology topology;

    Concerns(Storage storage, Oplog oplog, Topology topology) {
        this.storage = storage;
        this.oplog = oplog;
        this.topology = topology;
    }

    /** To be called before a command: afterwards it can read what it asks to have been written. */
    void await(Request request) {
        if (request.document("$clusterTime").get("clusterTime") instanceof BsonTimestamp seen) {
            topology.clock().advance(seen);
        }
        checkWriteConcern(request);
        if (!(request.body().get("readConcern") instanceof Document concern)) {
            return;
        }
        checkLevel(request, concern.get("level"));
        if (concern.get("afterClusterTime") instanceof BsonTimestamp time) {
            reach(time);
        }
    }

    private static void checkLevel(Request request, @Nullable Object level) {
        if (level != null && !(level instanceof String name && LEVELS.contains(name))) {
            throw new FailedToParseException(
                    "readConcern.level must be either 'local', 'majority', 'linearizable', 'available',"
                            + " or 'snapshot'");
        }
        if ("snapshot".equals(level) && !request.isInTransaction()) {
            throw new InvalidOptionsException(
                    "readConcern level snapshot is only valid in a transaction");
        }
    }

    private static void checkWriteConcern(Request request) {
        Object w = request.document("writeConcern").get("w");
        if (w != null && !(w instanceof Number) && !(w instanceof String)) {
            throw new FailedToParseException("w has to be a number or a string");
        }
    }

    /** An idle primary reaches a time by writing a no-op. */
    private void reach(BsonTimestamp time) {
        if (isAfter(time, topology.clock().clusterTime())) {
            throw new InvalidOptionsException(
                    "readConcern afterClusterTime value must not be greater than the current"
                            + " clusterTime. Requested clusterTime: "
                            + shown(time)
                            + "; current clusterTime: "
                            + shown(topology.clock().clusterTime()));
        }
        if (isAfter(time, topology.clock().timestamp())) {
            storage.write(
                    () -> {
                        oplog.noop();
                        return time;
                    });
        }
    }

    private static boolean isAfter(BsonTimestamp time, BsonTimestamp other) {
        return Long.compareUnsigned(time.getValue(), other.getValue()) > 0;
    }

    private static String shown(BsonTimestamp time) {
        return "{ ts: Timestamp(" + time.getTime() + ", " + time.getInc() + ") }";
    }

    /** Adds to the reply that the write can't be as safe as was asked for. */
    Document confirm(Request request, Document reply) {
        Document concern = request.document("writeConcern");
        Object w = concern.get("w");
        if (w instanceof Number members && members.intValue() > 1) {
            reply.append("writeConcernError", error(100, "Not enough data-bearing nodes", concern));
        } else if (w instanceof String mode && !mode.equals("majority")) {
            reply.append(
                    "writeConcernError",
                    error(
                            79,
                            "No write concern mode named '"
                                    + mode
                                    + "' found in replica set configuration",
                            concern));
        }
        return reply;
    }

    private static Document error(int code, String message, Document concern) {
        return new Document("code", code)
                .append("codeName", ErrorCodes.name(code))
                .append("errmsg", message)
                .append("errInfo", new Document("writeConcern", concern));
    }
}
