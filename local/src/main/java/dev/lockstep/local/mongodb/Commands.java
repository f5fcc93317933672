package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what answers a command, and makes of its answer or error a reply as a server sends it. */
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final Map<String, Function<Request, CompletableFuture<Document>>> commands =
            new HashMap<>();
    private final Storage storage;
    private final Topology topology;
    private final Authorization authorization;
    private final Cursors cursors;
    private final FailPoints failPoints;
    private final Transacting transacting;
    private final Concerns concerns;

    Commands(
            Storage storage,
            Oplog oplog,
            Topology topology,
            Users users,
            Authorization authorization,
            Cursors cursors,
            FailPoints failPoints,
            Election election,
            Sessions sessions) {
        this.storage = storage;
        this.topology = topology;
        this.authorization = authorization;
        this.cursors = cursors;
        this.failPoints = failPoints;
        this.transacting = new Transacting(storage, sessions, topology);
        this.concerns = new Concerns(storage, oplog, topology);
        declareServer(new Authentication(users, authorization));
        declareSessions(sessions);
        answering("replsetstepdown", election::stepDown);
        declareDiagnostics(new Diagnostics(topology));
        declareReads(oplog);
        declareWrites(new Writing(storage, topology, sessions));
        declareIndexes(new Indexing(storage, oplog, topology));
        declareDefinitions(new Defining(storage, oplog, topology.preAndPostImages()));
        declareUsers(new UserCommands(users), new RoleCommands(users));
    }

    private void declareServer(Authentication authentication) {
        commands.put("hello", request -> topology.awaitHello(request, authentication));
        commands.put("ismaster", request -> topology.awaitHello(request, authentication));
        answering("configurefailpoint", failPoints::configure);
        answering("buildinfo", request -> topology.buildInfo());
        answering("replsetgetstatus", topology::replicaSetStatus);
        answering("replsetgetconfig", topology::replicaSetConfig);
        answering("ping", request -> new Document());
        answering("logout", authentication::logOut);
        answering("getparameter", Commands::getParameter);
        answering("saslstart", authentication::saslStart);
        answering("saslcontinue", authentication::saslContinue);
        answering("connectionstatus", authentication::connectionStatus);
    }

    private void declareSessions(Sessions sessions) {
        answering("committransaction", transacting::commit);
        answering("aborttransaction", transacting::abort);
        answering("startsession", sessions::start);
        answering("refreshsessions", sessions::refresh);
        answering("endsessions", sessions::end);
        answering("killsessions", sessions::kill);
        answering("killallsessions", sessions::kill);
        answering("setparameter", sessions::setParameter);
    }

    private void declareDiagnostics(Diagnostics diagnostics) {
        answering("whatsmyuri", diagnostics::whatsMyUri);
        answering("getlog", diagnostics::getLog);
        answering("getcmdlineopts", diagnostics::commandLine);
        answering("hostinfo", diagnostics::host);
        answering("serverstatus", diagnostics::serverStatus);
        answering("connpoolstats", diagnostics::connectionPools);
        answering("getfreemonitoringstatus", diagnostics::freeMonitoring);
    }

    private void declareReads(Oplog oplog) {
        commands.put("getmore", cursors::getMore);
        answering("find", new Reading(storage, oplog, cursors)::find);
        answering("aggregate", new Aggregating(storage, oplog, cursors, topology)::aggregate);
        answering("killcursors", cursors::kill);
        Counting counting = new Counting(storage);
        reading("count", counting::count);
        reading("distinct", counting::distinct);
        reading("dbstats", counting::databaseStatistics);
        Discovery discovery = new Discovery(storage, oplog, authorization);
        reading("listdatabases", discovery::listDatabases);
        reading("listcollections", discovery::listCollections);
        reading("collstats", discovery::collStats);
        reading("splitvector", discovery::splitVector);
    }

    private void declareWrites(Writing writing) {
        writing("insert", writing::insert);
        writing("update", writing::update);
        writing("delete", writing::delete);
        writing("findandmodify", writing::findAndModify);
    }

    private void declareIndexes(Indexing indexing) {
        defining("createindexes", indexing::create);
        defining("dropindexes", indexing::drop);
        reading("listindexes", indexing::list);
    }

    private void declareDefinitions(Defining defining) {
        writing("create", defining::create);
        defining("collmod", defining::collMod);
        defining("drop", defining::drop);
        defining("dropdatabase", storage::run);
        defining("renamecollection", defining::rename);
    }

    private void declareUsers(UserCommands users, RoleCommands roles) {
        writing("createuser", users::create);
        writing("updateuser", users::update);
        writing("dropuser", users::drop);
        writing("dropallusersfromdatabase", users::dropAll);
        writing("grantrolestouser", users::grantRoles);
        writing("revokerolesfromuser", users::revokeRoles);
        reading("usersinfo", users::info);
        writing("createrole", roles::create);
        writing("droprole", roles::drop);
        writing("dropallrolesfromdatabase", roles::dropAll);
        reading("rolesinfo", roles::info);
    }

    private void answering(String name, Function<Request, Document> command) {
        commands.put(name, request -> CompletableFuture.completedFuture(command.apply(request)));
    }

    private void reading(String name, Function<Request, Document> command) {
        answering(name, request -> storage.read(() -> command.apply(request)));
    }

    private void writing(String name, Function<Request, Document> command) {
        commands.put(
                name,
                request -> Waiting.run(request, () -> storage.write(() -> command.apply(request))));
    }

    private void defining(String name, Function<Request, Document> command) {
        writing(
                name,
                request -> {
                    storage.beforeDefinition(request);
                    return command.apply(request);
                });
    }

    private static Document getParameter(Request request) {
        return new Document("featureCompatibilityVersion", new Document("version", "4.4"));
    }

    /** Never fails: an error becomes a reply. */
    CompletableFuture<Document> execute(Request request) {
        return failPoints
                .before(request)
                .thenCompose(passed -> answer(request))
                .thenApply(reply -> failPoints.after(request, reply))
                .handle((reply, error) -> error == null ? success(reply) : failure(error, request));
    }

    private CompletableFuture<Document> answer(Request request) {
        authorization.require(request);
        KnownFields.require(request);
        topology.member().require(request);
        var command = commands.get(request.name().toLowerCase(Locale.ROOT));
        if (command == null) {
            throw Diagnostics.unknown(request.name());
        }
        concerns.await(request);
        return transacting
                .run(request, command)
                .thenApply(reply -> concerns.confirm(request, reply));
    }

    private Document success(Document reply) {
        reply.append("ok", 1.0);
        if (topology.replicaSet()) {
            reply.append("$clusterTime", topology.clusterTime());
            reply.append("operationTime", topology.clock().timestamp());
        }
        return reply;
    }

    private Document failure(Throwable thrown, Request request) {
        Throwable error = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        Document reply = new Document();
        if (error instanceof MongoServerError e) {
            appendHints(reply, request, e);
        }
        if (topology.replicaSet()) {
            reply.append("operationTime", topology.clock().timestamp());
        }
        reply.append("ok", 0.0);
        appendError(reply, error, request);
        if (topology.replicaSet()) {
            reply.append("$clusterTime", topology.clusterTime());
        }
        return reply;
    }

    /** What drivers read to decide what to do about an error. */
    private void appendHints(Document reply, Request request, MongoServerError error) {
        List<?> labels = ErrorLabels.of(request, error);
        if (!labels.isEmpty()) {
            reply.append("errorLabels", labels);
        }
        if (ErrorCodes.isNotPrimary(error.getCode())) {
            reply.append("topologyVersion", topology.member().topologyVersion());
        }
    }

    private static void appendError(Document reply, Throwable error, Request request) {
        if (error instanceof MongoServerError e) {
            reply.append("errmsg", e.getMessageWithoutErrorCode())
                    .append("code", e.getCode())
                    .append("codeName", e.getCodeName());
            if ((e instanceof KeyTakenError ? e : e.getCause()) instanceof KeyTakenError taken) {
                reply.append("keyPattern", taken.keyPattern()).append("keyValue", taken.keyValue());
            }
        } else if (error instanceof MongoServerException e) {
            reply.append("errmsg", e.getMessageWithoutErrorCode())
                    .append("code", 8)
                    .append("codeName", "UnknownError");
        } else {
            // The message may quote a document, so only the kind of error is logged.
            LOG.error("{} failed with {}", request.name(), error.getClass().getName());
            reply.append("errmsg", "internal error: " + error)
                    .append("code", 1)
                    .append("codeName", "InternalError");
        }
    }
}
