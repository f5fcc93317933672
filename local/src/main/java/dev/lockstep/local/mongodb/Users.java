package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The users and the roles that were made. Changed under the storage's write lock. */
final class Users {
    private static final String USER = "user ";
    private static final String ROLE = "role ";

    private final Map<String, User> users = new ConcurrentSkipListMap<>();
    private final Map<String, CustomRole> roles = new ConcurrentSkipListMap<>();
    private final Journal journal;

    Users(Journal journal) {
        this.journal = journal;
    }

    /** Takes in what a journal kept. */
    void restore(Map<String, Document> kept) {
        kept.forEach(
                (name, value) -> {
                    if (name.startsWith(USER)) {
                        User user = User.of(value);
                        users.put(user.id().toString(), user);
                    } else if (name.startsWith(ROLE)) {
                        CustomRole role = CustomRole.of(value);
                        roles.put(role.name().toString(), role);
                    }
                });
    }

    /** All of it, to keep. */
    Stream<JournalRecord> records() {
        return Stream.concat(
                users.values().stream().map(Users::kept), roles.values().stream().map(Users::kept));
    }

    private static JournalRecord kept(User user) {
        return new JournalRecord.Keep(USER + user.id(), user.toStoredDocument());
    }

    private static JournalRecord kept(CustomRole role) {
        return new JournalRecord.Keep(ROLE + role.name(), role.toDocument());
    }

    @Nullable User find(User.Id id) {
        return users.get(id.toString());
    }

    Collection<User> all() {
        return users.values();
    }

    void put(User user) {
        user.roles().forEach(this::requireRole);
        users.put(user.id().toString(), user);
        journal.append(kept(user));
    }

    /** Says whether there was one. */
    boolean remove(User.Id id) {
        journal.append(new JournalRecord.Keep(USER + id, null));
        return users.remove(id.toString()) != null;
    }

    @Nullable CustomRole findRole(Role role) {
        return roles.get(role.toString());
    }

    Collection<CustomRole> customRoles() {
        return roles.values();
    }

    void putRole(CustomRole role) {
        role.inherited().forEach(this::requireRole);
        roles.put(role.name().toString(), role);
        journal.append(kept(role));
    }

    /** Says whether there was one. Who had it has it no longer. */
    boolean removeRole(Role role) {
        List.copyOf(users.values()).stream()
                .filter(user -> user.roles().contains(role))
                .forEach(user -> put(user.revoked(List.of(role))));
        journal.append(new JournalRecord.Keep(ROLE + role, null));
        return roles.remove(role.toString()) != null;
    }

    void requireRole(Role role) {
        if (BuiltInRoles.privileges(role) == null && findRole(role) == null) {
            throw new MongoServerError(31, "RoleNotFound", "Could not find role: " + role);
        }
    }

    /** All that roles allow, also by the roles that they inherit. */
    List<Privilege> privileges(List<Role> of) {
        List<Privilege> privileges = new ArrayList<>();
        Set<Role> seen = new HashSet<>();
        of.forEach(role -> collect(role, seen, privileges));
        return privileges;
    }

    private void collect(Role role, Set<Role> seen, List<Privilege> privileges) {
        if (!seen.add(role)) {
            return;
        }
        List<Privilege> builtIn = BuiltInRoles.privileges(role);
        CustomRole custom = findRole(role);
        if (builtIn != null) {
            privileges.addAll(builtIn);
        } else if (custom != null) {
            privileges.addAll(custom.privileges());
            custom.inherited().forEach(inherited -> collect(inherited, seen, privileges));
        }
    }
}
