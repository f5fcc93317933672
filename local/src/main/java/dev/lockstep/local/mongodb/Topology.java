package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of itself: the only member and primary of its set, or a standalone one.
 *
 * @param setName null without a set: then there are no cluster times and change streams
 * @param preAndPostImages whether collections can keep images of changes, as from 6.0 on
 */
record Topology(
        @Nullable String setName, boolean preAndPostImages, ClusterClock clock, Member member) {
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
        String isPrimary = isHello ? "isWritablePrimary" : "ismaster";
        if (replicaSet()) {
            appendMember(reply, request.connection().host(), isPrimary);
        } else {
            reply.append(isPrimary, true);
        }
        if (request.body().get("saslSupportedMechs") instanceof String user) {
            reply.putIfNotNull("saslSupportedMechs", authentication.mechanisms(user));
        }
        reply.append("maxBsonObjectSize", EncodedDocument.MAX_SIZE)
                .append("maxMessageSizeBytes", MessageDecoder.MAX_MESSAGE_SIZE)
                .append("maxWriteBatchSize", 100_000)
                .append("localTime", Instant.now());
        if (replicaSet()) {
            reply.append("logicalSessionTimeoutMinutes", Sessions.TIMEOUT_MINUTES);
        }
        return reply.append("connectionId", request.connection().id())
                .append("minWireVersion", 0)
                .append("maxWireVersion", MAX_WIRE_VERSION)
                .append("readOnly", false);
    }

    private void appendMember(Document reply, String host, String isPrimary) {
        boolean primary = member.isPrimary();
        reply.append("topologyVersion", member.topologyVersion())
                .append("hosts", List.of(host))
                .append("setName", setName)
                .append("setVersion", 1)
                .append(isPrimary, primary)
                .append("secondary", !primary);
        if (primary) {
            reply.append("primary", host);
        }
        reply.append("me", host);
        if (primary) {
            reply.append("electionId", member.electionId());
        }
        reply.append(
                "lastWrite",
                new Document("opTime", operationTime())
                        .append("lastWriteDate", lastWriteDate())
                        .append("majorityOpTime", operationTime())
                        .append("majorityWriteDate", lastWriteDate()));
    }

    /** What {@code serverStatus} says of the set. */
    Document replication(String host) {
        Document replication = new Document();
        appendMember(replication, host, "ismaster");
        return replication;
    }

    /**
     * Keeps who the client says it is. A client that names the topology it knows is answered when
     * that has changed, or {@code maxAwaitTimeMS} have passed.
     */
    CompletableFuture<Document> awaitHello(Request request, Authentication authentication) {
        Document client = request.document("client");
        if (client.get("application") instanceof Document application
                && application.get("name") instanceof String name) {
            request.connection().introduce(name);
        }
        if (!replicaSet() || !(request.body().get("topologyVersion") instanceof Document known)) {
            return CompletableFuture.completedFuture(hello(request, authentication));
        }
        return member.changedSince(known, request.number("maxAwaitTimeMS", 0))
                .thenApplyAsync(
                        changed -> hello(request, authentication),
                        request.connection().channel().eventLoop());
    }

    /** The time of the last write and the term of the primary. */
    Document operationTime() {
        return new Document("ts", clock.timestamp()).append("t", member.term());
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

    private void requireReplicaSet() {
        if (!replicaSet()) {
            throw new MongoServerError(76, "NoReplicationEnabled", "not running with --replSet");
        }
    }

    Document replicaSetConfig(Request request) {
        requireReplicaSet();
        Document self =
                new Document("_id", 0)
                        .append("host", request.connection().host())
                        .append("arbiterOnly", false)
                        .append("hidden", false)
                        .append("priority", 1.0)
                        .append("votes", 1);
        return new Document(
                "config",
                new Document("_id", setName)
                        .append("version", 1)
                        .append("term", member.term())
                        .append("protocolVersion", 1L)
                        .append("members", List.of(self)));
    }

    Document replicaSetStatus(Request request) {
        requireReplicaSet();
        Document self =
                new Document("_id", 0)
                        .append("name", request.connection().host())
                        .append("health", 1.0)
                        .append("state", member.isPrimary() ? 1 : 2)
                        .append("stateStr", member.isPrimary() ? "PRIMARY" : "SECONDARY")
                        .append("optime", operationTime())
                        .append("self", true);
        return new Document("set", setName)
                .append("date", Instant.now())
                .append("myState", member.isPrimary() ? 1 : 2)
                .append("term", member.term())
                .append("members", List.of(self));
    }

    /** What every reply of a member carries. */
    Document clusterTime() {
        BsonTimestamp time = clock.clusterTime();
        return new Document("clusterTime", time)
                .append(
                        "signature",
                        new Document("hash", new BinData(new byte[20])).append("keyId", 0L));
    }
}
