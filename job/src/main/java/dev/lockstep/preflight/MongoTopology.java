package dev.lockstep.preflight;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ServerDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.Document;

/** Tells what kind of deployment answers, and why it is none that can be used. */
final class MongoTopology {

    private static final String SUBJECT = "topology";

    private MongoTopology() {}

    /** Whether this is a replica set or a sharded cluster, which alone have change streams. */
    static boolean check(String host, Document hello, List<Finding> findings) {
        boolean usable = isMongos(hello) || hello.getString("setName") != null;
        findings.add(usable ? Finding.ok(SUBJECT, kind(hello)) : notUsable(host, hello));
        return usable;
    }

    static boolean isMongos(Document hello) {
        return "isdbgrid".equals(hello.getString("msg"));
    }

    /** Why a client found no server to work with. */
    static Finding diagnose(ConnectionString uri, MongoClient client) {
        Map<ServerAddress, Throwable> failures = new LinkedHashMap<>();
        for (ServerDescription server : client.getClusterDescription().getServerDescriptions()) {
            if (server.getException() != null) {
                failures.put(server.getAddress(), server.getException());
            }
        }
        return uri.getHosts().stream()
                .filter(host -> !failures.containsKey(new ServerAddress(host)))
                .findFirst()
                .map(host -> ask(uri, host))
                .orElseGet(() -> unreachable(failures));
    }

    /** The driver drops servers of the wrong kind and keeps no reason: this one is asked alone. */
    private static Finding ask(ConnectionString uri, String host) {
        try (MongoClient client = MongoClients.create(MongoSettings.direct(uri, host))) {
            return explain(uri, host, MongoSettings.hello(client));
        } catch (MongoException e) {
            return unreachable(host, "it gave no usable answer");
        }
    }

    private static Finding explain(ConnectionString uri, String host, Document hello) {
        String setName = hello.getString("setName");
        if (setName == null && !isMongos(hello)) {
            return notUsable(host, hello);
        }
        String wanted = uri.getRequiredReplicaSetName();
        if (wanted != null && !wanted.equals(setName)) {
            return Finding.error(
                    SUBJECT,
                    host + " is " + kind(hello) + ", not of replica set " + wanted,
                    isMongos(hello)
                            ? "remove replicaSet from source.uri"
                            : "replicaSet=" + setName + " in source.uri");
        }
        return Finding.error(
                SUBJECT,
                host + " answers, but no primary was found among " + hello.get("hosts"),
                "check rs.status(), and that these names can be reached from here");
    }

    private static Finding notUsable(String host, Document hello) {
        if (Boolean.TRUE.equals(hello.getBoolean("isreplicaset"))) {
            return Finding.error(
                    SUBJECT,
                    host + " waits to become a replica set",
                    "run rs.initiate() in mongosh, once");
        }
        return Finding.error(
                SUBJECT,
                host + " is not a replica set; change streams need one",
                "start mongod with --replSet rs0, and run rs.initiate() in mongosh, once");
    }

    private static Finding unreachable(Map<ServerAddress, Throwable> failures) {
        return unreachable(
                failures.keySet().stream()
                        .map(ServerAddress::toString)
                        .collect(Collectors.joining(",")),
                NetworkProblem.of(failures.values().iterator().next()));
    }

    private static Finding unreachable(String host, String reason) {
        return Finding.error(
                "connection",
                "cannot reach " + host + ": " + reason,
                "check source.uri, the network, and that MongoDB runs there");
    }

    private static String kind(Document hello) {
        return isMongos(hello)
                ? "a sharded cluster"
                : "a member of replica set " + hello.getString("setName");
    }
}
