package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of itself: the only member and primary of its set, or a standalone one.
 *
 * @param setName null without a set: then there are no cluster times and change streams
 * @param preAndPostImages whether collections can keep images of changes, as from 6.0 on
 */
record Topology(
        @Nullable String setName,
        boolean preAndPostImages,
        ClusterClock clock,
        ObjectId electionId) {
    static final String VERSION = "4.4.0";
    private static final int MAX_WIRE_VERSION = 9;

    boolean replicaSet() {
        return setName != null;
    }

    Document hello(Request request, Authentication authentication) {
        Document reply = new Document();
        boolean isHello = request.name().equals("hello");
        if (Boolean.TRUE.equals(request.body().get("helloOk"))) {
            reply.append("helloOk", true);
        }
        reply.append(isHello ? "isWritablePrimary" : "ismaster", true);
        if (replicaSet()) {
            appendMember(reply, request.connection().host());
        }
        if (request.body().get("saslSupportedMechs") instanceof String user) {
            reply.putIfNotNull("saslSupportedMechs", authentication.mechanisms(user));
        }
        // logicalSessionTimeoutMinutes is left out until sessions and retryable writes work.
        return reply.append("maxBsonObjectSize", EncodedDocument.MAX_SIZE)
                .append("maxMessageSizeBytes", MessageDecoder.MAX_MESSAGE_SIZE)
                .append("maxWriteBatchSize", 100_000)
                .append("localTime", Instant.now())
                .append("connectionId", request.connection().id())
                .append("minWireVersion", 0)
                .append("maxWireVersion", MAX_WIRE_VERSION)
                .append("readOnly", false);
    }

    private void appendMember(Document reply, String host) {
        reply.append("hosts", List.of(host))
                .append("setName", setName)
                .append("setVersion", 1)
                .append("secondary", false)
                .append("primary", host)
                .append("me", host)
                .append("electionId", electionId)
                .append(
                        "lastWrite",
                        new Document("opTime", operationTime())
                                .append("lastWriteDate", lastWriteDate())
                                .append("majorityOpTime", operationTime())
                                .append("majorityWriteDate", lastWriteDate()));
    }

    /** The time of the last write and the term of the primary. */
    Document operationTime() {
        return new Document("ts", clock.timestamp()).append("t", 1L);
    }

    private Instant lastWriteDate() {
        return Instant.ofEpochSecond(clock.now() >>> 32);
    }

    /** The version that is modelled, and in {@code modules} what really answers. */
    Document buildInfo() {
        return new Document("version", VERSION)
                .append("gitVersion", "none")
                .append("modules", List.of("lockstep-embedded"))
                .append("allocator", "jvm")
                .append("javascriptEngine", "none")
                .append("sysInfo", "deprecated")
                .append("versionArray", List.of(4, 4, 0, 0))
                .append("bits", 64)
                .append("debug", false)
                .append("maxBsonObjectSize", EncodedDocument.MAX_SIZE)
                .append("storageEngines", List.of("lockstep-memory"));
    }

    Document replicaSetStatus(Request request) {
        if (!replicaSet()) {
            throw new MongoServerError(76, "NoReplicationEnabled", "not running with --replSet");
        }
        Document member =
                new Document("_id", 0)
                        .append("name", request.connection().host())
                        .append("health", 1.0)
                        .append("state", 1)
                        .append("stateStr", "PRIMARY")
                        .append("optime", operationTime())
                        .append("self", true);
        return new Document("set", setName)
                .append("date", Instant.now())
                .append("myState", 1)
                .append("term", 1L)
                .append("members", List.of(member));
    }

    /** What every reply of a member carries. */
    Document clusterTime() {
        BsonTimestamp time = clock.timestamp();
        return new Document("clusterTime", time)
                .append(
                        "signature",
                        new Document("hash", new BinData(new byte[20])).append("keyId", 0L));
    }
}
