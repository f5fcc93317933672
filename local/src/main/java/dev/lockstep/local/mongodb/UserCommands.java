package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Answers the commands that make, change and show users. */
final class UserCommands {
    private final Users users;

    UserCommands(Users users) {
        this.users = users;
    }

    Document create(Request request) {
        User.Id id = named(request);
        if (users.find(id) != null) {
            throw new MongoServerError(
                    51003, "Location51003", "User \"" + id + "\" already exists");
        }
        if (!(request.body().get("pwd") instanceof String password) || password.isEmpty()) {
            throw badValue("Must provide a 'pwd' field for all user documents");
        }
        if (request.body().get("roles") == null) {
            throw badValue("\"createUser\" command requires a \"roles\" array");
        }
        requireMechanism(request.body().get("mechanisms"));
        users.put(
                new User(id, UUID.randomUUID(), ScramSha256.credential(password), roles(request)));
        return new Document();
    }

    Document update(Request request) {
        requireMechanism(request.body().get("mechanisms"));
        return change(
                request,
                user -> {
                    User changed =
                            request.body().get("pwd") instanceof String password
                                    ? user.withCredential(ScramSha256.credential(password))
                                    : user;
                    return request.body().get("roles") == null
                            ? changed
                            : changed.withRoles(roles(request));
                });
    }

    Document grantRoles(Request request) {
        return change(request, user -> user.granted(roles(request)));
    }

    Document revokeRoles(Request request) {
        return change(request, user -> user.revoked(roles(request)));
    }

    private Document change(Request request, UnaryOperator<User> change) {
        User.Id id = named(request);
        User user = users.find(id);
        if (user == null) {
            throw notFound(
                    "Could not find user \"" + id.name() + "\" for db \"" + id.database() + "\"");
        }
        users.put(change.apply(user));
        return new Document();
    }

    Document drop(Request request) {
        User.Id id = named(request);
        if (!users.remove(id)) {
            throw notFound("User '" + id + "' not found");
        }
        return new Document();
    }

    Document dropAll(Request request) {
        List<User> dropped =
                users.all().stream()
                        .filter(user -> user.id().database().equals(request.database()))
                        .toList();
        dropped.forEach(user -> users.remove(user.id()));
        return new Document("n", dropped.size());
    }

    Document info(Request request) {
        boolean showPrivileges = Boolean.TRUE.equals(request.body().get("showPrivileges"));
        Predicate<User.Id> wanted = wanted(request.body().get(request.name()), request.database());
        return new Document(
                "users",
                users.all().stream()
                        .filter(user -> wanted.test(user.id()))
                        .map(user -> describe(user, showPrivileges))
                        .toList());
    }

    private Document describe(User user, boolean showPrivileges) {
        Document description = user.toDocument();
        return showPrivileges
                ? description.append(
                        "inheritedPrivileges",
                        users.privileges(user.roles()).stream().map(Privilege::toDocument).toList())
                : description;
    }

    private static Predicate<User.Id> wanted(@Nullable Object query, String database) {
        if (query instanceof String name) {
            return new User.Id(name, database)::equals;
        }
        if (query instanceof Document document && document.get("user") instanceof String name) {
            return new User.Id(name, (String) document.getOrDefault("db", database))::equals;
        }
        if (query instanceof Document document && document.get("forAllDBs") != null) {
            return id -> true;
        }
        if (query instanceof Collection<?> several) {
            return several.stream()
                    .map(one -> wanted(one, database))
                    .reduce(id -> false, Predicate::or);
        }
        return id -> id.database().equals(database);
    }

    private static User.Id named(Request request) {
        if (!(request.body().get(request.name()) instanceof String name) || name.isEmpty()) {
            throw badValue("Username must be a non-empty string");
        }
        return new User.Id(name, request.database());
    }

    private static List<Role> roles(Request request) {
        return Role.list(request.body().get("roles"), request.database());
    }

    private static void requireMechanism(@Nullable Object mechanisms) {
        if (mechanisms instanceof Collection<?> list && !list.contains(ScramSha256.NAME)) {
            throw badValue("only mechanism SCRAM-SHA-256 is modelled");
        }
    }

    private static MongoServerError badValue(String message) {
        return new MongoServerError(2, "BadValue", message);
    }

    private static MongoServerError notFound(String message) {
        return new MongoServerError(11, "UserNotFound", message);
    }
}
