package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;

/** Answers the commands that make and show roles. */
final class RoleCommands {
    private final Users users;

    RoleCommands(Users users) {
        this.users = users;
    }

    Document create(Request request) {
        Role role = named(request);
        if (users.findRole(role) != null || BuiltInRoles.privileges(role) != null) {
            throw new MongoServerError(
                    51002, "Location51002", "Role \"" + role + "\" already exists");
        }
        users.putRole(CustomRole.of(role, request.body()));
        return new Document();
    }

    Document drop(Request request) {
        Role role = named(request);
        if (!users.removeRole(role)) {
            throw new MongoServerError(31, "RoleNotFound", "Role '" + role + "' not found");
        }
        return new Document();
    }

    Document dropAll(Request request) {
        List<Role> dropped =
                users.customRoles().stream()
                        .map(CustomRole::name)
                        .filter(role -> role.database().equals(request.database()))
                        .toList();
        dropped.forEach(users::removeRole);
        return new Document("n", dropped.size());
    }

    /** The roles that were made, of the command's database or by name. */
    Document info(Request request) {
        Object query = request.body().get(request.name());
        return new Document(
                "roles",
                users.customRoles().stream()
                        .filter(role -> role.name().database().equals(request.database()))
                        .filter(
                                role ->
                                        !(query instanceof String name)
                                                || role.name().name().equals(name))
                        .map(role -> role.toDocument().append("isBuiltin", false))
                        .toList());
    }

    private static Role named(Request request) {
        return new Role((String) request.body().get(request.name()), request.database());
    }
}
