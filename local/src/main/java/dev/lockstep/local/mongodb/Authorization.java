package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether a connection's user may run a command. Not enforced, everybody may do everything. */
final class Authorization {
    private static final Set<String> OPEN_TO_ALL =
            Set.of(
                    "hello",
                    "ismaster",
                    "buildinfo",
                    "ping",
                    "whatsmyuri",
                    "connectionstatus",
                    "configurefailpoint",
                    "endsessions",
                    "logout",
                    "saslstart",
                    "saslcontinue");

    /** What is not told: statements, which come apart from a command's body, and times. */
    private static final Set<String> UNTOLD =
            Set.of("documents", "updates", "deletes", "$clusterTime");

    private final boolean enforced;
    private final Users users;

    Authorization(boolean enforced, Users users) {
        this.enforced = enforced;
        this.users = users;
    }

    /** Throws error 13 when the user may not run the command, or has yet to show who it is. */
    void require(Request request) {
        if (!enforced || OPEN_TO_ALL.contains(request.name().toLowerCase(Locale.ROOT))) {
            return;
        }
        if (request.connection().user() == null) {
            throw unauthorized("command " + request.name() + " requires authentication");
        }
        List<Privilege> privileges = privileges(request.connection());
        for (Need need : Need.of(request)) {
            if (privileges.stream().noneMatch(it -> it.allows(need.action(), need.resource()))) {
                throw unauthorized(
                        "not authorized on "
                                + request.database()
                                + " to execute command "
                                + text(request.body()));
            }
        }
    }

    /** Whether a list of databases shows one: to who may list them all, or do anything in it. */
    boolean showsDatabase(Request request, String database) {
        return !enforced
                || privileges(request.connection()).stream()
                        .anyMatch(
                                it ->
                                        it.allows(Action.LIST_DATABASES, new Resource.Cluster())
                                                || it.resource()
                                                        .covers(Resource.database(database)));
    }

    List<Privilege> privileges(Connection connection) {
        User user = connection.user() == null ? null : users.find(connection.user());
        return user == null ? List.of() : users.privileges(user.roles());
    }

    private static String text(Document body) {
        Document told = new Document();
        body.forEach(
                (name, value) -> {
                    if (!UNTOLD.contains(name)) {
                        told.put(name, name.equals("pwd") ? "xxx" : value);
                    }
                });
        return Json.toCompactJsonValue(told).replace("{  }", "{}");
    }

    private static MongoServerError unauthorized(String message) {
        return new MongoServerError(13, "Unauthorized", message);
    }
}
