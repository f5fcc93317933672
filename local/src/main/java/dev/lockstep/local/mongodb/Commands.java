package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import java.util.HashMap;
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

    private final Map<String, Function<Request, Document>> commands = new HashMap<>();
    private final Storage storage;
    private final Topology topology;
    private final Authorization authorization;
    private final Cursors cursors;

    Commands(
            Storage storage,
            Oplog oplog,
            Topology topology,
            Users users,
            Authorization authorization) {
        this.storage = storage;
        this.topology = topology;
        this.authorization = authorization;
        this.cursors = new Cursors(oplog);
        declareServer(new Authentication(users, authorization));
        declareReads(oplog);
        declareWrites(new Writing(storage, oplog, topology));
        declareDefinitions(new Defining(storage, oplog, topology.preAndPostImages()));
        declareUsers(new UserCommands(users), new RoleCommands(users));
    }

    private void declareServer(Authentication authentication) {
        commands.put("hello", request -> topology.hello(request, authentication));
        commands.put("ismaster", request -> topology.hello(request, authentication));
        commands.put("buildinfo", request -> topology.buildInfo());
        commands.put("replsetgetstatus", topology::replicaSetStatus);
        commands.put("ping", request -> new Document());
        commands.put("endsessions", request -> new Document());
        commands.put("logout", authentication::logOut);
        commands.put("getparameter", Commands::getParameter);
        commands.put("saslstart", authentication::saslStart);
        commands.put("saslcontinue", authentication::saslContinue);
        commands.put("connectionstatus", authentication::connectionStatus);
    }

    private void declareReads(Oplog oplog) {
        commands.put("find", new Reading(storage, oplog, cursors)::find);
        commands.put("aggregate", new Aggregating(storage, oplog, cursors, topology)::aggregate);
        commands.put("killcursors", cursors::kill);
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
        writing("createindexes", writing::define);
        writing("dropindexes", writing::define);
        writing("drop", writing::drop);
        writing("dropdatabase", storage::run);
        writing("renamecollection", writing::rename);
    }

    private void declareDefinitions(Defining defining) {
        writing("create", defining::create);
        writing("collmod", defining::collMod);
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

    private void reading(String name, Function<Request, Document> command) {
        commands.put(name, request -> storage.read(() -> command.apply(request)));
    }

    private void writing(String name, Function<Request, Document> command) {
        commands.put(name, request -> storage.write(() -> command.apply(request)));
    }

    private static Document getParameter(Request request) {
        return new Document("featureCompatibilityVersion", new Document("version", "4.4"));
    }

    /** Never fails: an error becomes a reply. */
    CompletableFuture<Document> execute(Request request) {
        CompletableFuture<Document> answer;
        try {
            authorization.require(request);
            answer = answer(request);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.handle(
                (reply, error) -> error == null ? success(reply) : failure(error, request));
    }

    private CompletableFuture<Document> answer(Request request) {
        String name = request.name().toLowerCase(Locale.ROOT);
        if (name.equals("getmore")) {
            return cursors.getMore(request, request.connection().channel().eventLoop());
        }
        Function<Request, Document> command = commands.get(name);
        if (command == null) {
            return CompletableFuture.completedFuture(storage.read(() -> storage.run(request)));
        }
        return CompletableFuture.completedFuture(command.apply(request));
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
        if (error instanceof ChangeStreamException e && !e.labels().isEmpty()) {
            reply.append("errorLabels", e.labels());
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

    private static void appendError(Document reply, Throwable error, Request request) {
        if (error instanceof MongoServerError e) {
            reply.append("errmsg", e.getMessageWithoutErrorCode())
                    .append("code", e.getCode())
                    .append("codeName", e.getCodeName());
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
