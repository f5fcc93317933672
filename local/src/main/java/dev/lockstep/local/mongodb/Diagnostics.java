package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Answers what shells and browsers ask of a server when they connect, with nothing but what is true
 * of this one; and refuses what a server has and this one has not.
 */
final class Diagnostics {
    private static final String WARNING =
            "This is no MongoDB server but Lockstep's model of a replica set, for tests and trials.";

    /** Commands of MongoDB 4.4 that tools send, and that would have to lie here. */
    private static final Set<String> NOT_MODELLED =
            Set.of(
                    "compact",
                    "currentop",
                    "dbhash",
                    "explain",
                    "getlasterror",
                    "killop",
                    "listcommands",
                    "mapreduce",
                    "plancacheclear",
                    "profile",
                    "reindex",
                    "replsetfreeze",
                    "replsetreconfig",
                    "setparameter",
                    "shutdown",
                    "top",
                    "validate");

    private final Topology topology;

    Diagnostics(Topology topology) {
        this.topology = topology;
    }

    /** Error 115 for what is not modelled, 59 for what no server knows. */
    static MongoServerError unknown(String command) {
        if (NOT_MODELLED.contains(command.toLowerCase(Locale.ROOT))) {
            return new MongoServerError(
                    115, "CommandNotSupported", command + " is not modelled by this server");
        }
        return new MongoServerError(59, "CommandNotFound", "no such command: '" + command + "'");
    }

    Document whatsMyUri(Request request) {
        var client = (InetSocketAddress) request.connection().channel().remoteAddress();
        return new Document("you", client.getAddress().getHostAddress() + ":" + client.getPort());
    }

    /** Shells print the start-up warnings, so people see what they are connected to. */
    Document getLog(Request request) {
        if (!(request.body().get(request.name()) instanceof String log)) {
            throw new MongoServerError(
                    14, "TypeMismatch", "Argument to getLog must be of type String");
        }
        return switch (log) {
            case "*" -> new Document("names", List.of("global", "startupWarnings"));
            case "global" -> log(List.of());
            case "startupWarnings" -> log(List.of(warning()));
            default -> throw new MongoServerError(96, "OperationFailed", "no RamLog named: " + log);
        };
    }

    private static Document log(List<String> lines) {
        return new Document("totalLinesWritten", lines.size()).append("log", lines);
    }

    /** A line as MongoDB 4.4 logs it. */
    private static String warning() {
        Document time = new Document("$date", started().toString());
        return new Document("t", time)
                .append("s", "W")
                .append("c", "CONTROL")
                .append("id", 1)
                .append("ctx", "initandlisten")
                .append("msg", WARNING)
                .append("tags", List.of("startupWarnings"))
                .toString();
    }

    private static Instant started() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    Document commandLine(Request request) {
        return new Document("argv", List.of("lockstep-embedded")).append("parsed", new Document());
    }

    Document host(Request request) {
        Runtime runtime = Runtime.getRuntime();
        Document system =
                new Document("currentTime", Instant.now())
                        .append("hostname", request.connection().host())
                        .append("cpuAddrSize", 64)
                        .append("memSizeMB", runtime.maxMemory() >> 20)
                        .append("memLimitMB", runtime.maxMemory() >> 20)
                        .append("numCores", runtime.availableProcessors())
                        .append("cpuArch", System.getProperty("os.arch"))
                        .append("numaEnabled", false);
        Document os =
                new Document("type", System.getProperty("os.name"))
                        .append("name", System.getProperty("os.name"))
                        .append("version", System.getProperty("os.version"));
        return new Document("system", system).append("os", os).append("extra", new Document());
    }

    Document serverStatus(Request request) {
        long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
        Document status =
                new Document("host", request.connection().host())
                        .append("version", Topology.VERSION)
                        .append("process", "lockstep-embedded")
                        .append("pid", ProcessHandle.current().pid())
                        .append("uptime", uptime / 1000.0)
                        .append("uptimeMillis", uptime)
                        .append("uptimeEstimate", uptime / 1000)
                        .append("localTime", Instant.now())
                        .append("storageEngine", new Document("name", "lockstep-memory"));
        if (topology.replicaSet()) {
            status.append("repl", topology.replication(request.connection().host()));
        }
        return status;
    }

    /** The only member of a set has no connections to others. */
    Document connectionPools(Request request) {
        return new Document("numClientConnections", 0)
                .append("numAScopedConnections", 0)
                .append("totalInUse", 0)
                .append("totalAvailable", 0)
                .append("totalCreated", 0)
                .append("totalRefreshing", 0)
                .append("replicaSets", new Document());
    }

    Document freeMonitoring(Request request) {
        return new Document("state", "disabled");
    }
}
