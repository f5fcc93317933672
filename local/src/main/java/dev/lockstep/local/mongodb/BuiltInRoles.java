package dev.lockstep.local.mongodb;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The roles that every server has, as far as their actions are modelled.
 *
 * @see <a href="https://www.mongodb.com/docs/v4.4/reference/built-in-roles/">Built-in roles</a>
 */
final class BuiltInRoles {
    private static final Set<Action> READ =
            EnumSet.of(
                    Action.CHANGE_STREAM,
                    Action.COLL_STATS,
                    Action.DB_HASH,
                    Action.DB_STATS,
                    Action.FIND,
                    Action.KILL_CURSORS,
                    Action.LIST_COLLECTIONS,
                    Action.LIST_INDEXES);
    private static final Set<Action> READ_WRITE =
            plus(
                    READ,
                    Action.CREATE_COLLECTION,
                    Action.CREATE_INDEX,
                    Action.DROP_COLLECTION,
                    Action.DROP_INDEX,
                    Action.INSERT,
                    Action.REMOVE,
                    Action.RENAME_COLLECTION_SAME_DB,
                    Action.UPDATE);
    private static final Set<Action> DB_ADMIN =
            EnumSet.of(
                    Action.COLL_MOD,
                    Action.COLL_STATS,
                    Action.CREATE_COLLECTION,
                    Action.CREATE_INDEX,
                    Action.DB_STATS,
                    Action.DROP_COLLECTION,
                    Action.DROP_DATABASE,
                    Action.DROP_INDEX,
                    Action.KILL_CURSORS,
                    Action.LIST_COLLECTIONS,
                    Action.LIST_INDEXES,
                    Action.RENAME_COLLECTION_SAME_DB,
                    Action.VALIDATE);
    private static final Set<Action> USER_ADMIN =
            EnumSet.of(
                    Action.CHANGE_PASSWORD,
                    Action.CREATE_ROLE,
                    Action.CREATE_USER,
                    Action.DROP_ROLE,
                    Action.DROP_USER,
                    Action.GRANT_ROLE,
                    Action.REVOKE_ROLE,
                    Action.VIEW_ROLE,
                    Action.VIEW_USER);
    private static final Set<Action> MONITOR =
            EnumSet.of(
                    Action.CHECK_FREE_MONITORING_STATUS,
                    Action.CONN_POOL_STATS,
                    Action.GET_CMD_LINE_OPTS,
                    Action.GET_LOG,
                    Action.GET_PARAMETER,
                    Action.HOST_INFO,
                    Action.IN_PROGRESS,
                    Action.LIST_DATABASES,
                    Action.REPL_SET_GET_CONFIG,
                    Action.REPL_SET_GET_STATUS,
                    Action.SERVER_STATUS,
                    Action.TOP);

    private BuiltInRoles() {}

    private static Set<Action> plus(Set<Action> base, Action... more) {
        Set<Action> all = EnumSet.copyOf(base);
        all.addAll(List.of(more));
        return all;
    }

    /** What a role allows; null when there is no such role in this database. */
    static @Nullable List<Privilege> privileges(Role role) {
        Resource database = Resource.database(role.database());
        return switch (role.name()) {
            case "read" -> List.of(new Privilege(database, READ));
            case "readWrite" -> List.of(new Privilege(database, READ_WRITE));
            case "dbAdmin" -> List.of(new Privilege(database, DB_ADMIN));
            case "userAdmin" -> List.of(new Privilege(database, USER_ADMIN));
            case "dbOwner" ->
                    List.of(
                            new Privilege(database, READ_WRITE),
                            new Privilege(database, DB_ADMIN),
                            new Privilege(database, USER_ADMIN));
            default -> role.database().equals("admin") ? ofAdmin(role.name()) : null;
        };
    }

    private static @Nullable List<Privilege> ofAdmin(String role) {
        return switch (role) {
            case "readAnyDatabase" -> everywhere(READ);
            case "readWriteAnyDatabase" -> everywhere(READ_WRITE);
            case "dbAdminAnyDatabase" -> everywhere(DB_ADMIN);
            case "userAdminAnyDatabase" -> everywhere(USER_ADMIN);
            case "clusterMonitor" -> monitor();
            case "clusterManager" -> manager();
            case "clusterAdmin" ->
                    Stream.of(monitor(), manager(), everywhere(Set.of(Action.DROP_DATABASE)))
                            .flatMap(List::stream)
                            .toList();
            case "backup" -> backup();
            case "root" -> List.of(Privilege.on(new Resource.Everything(), Action.ANY));
            default -> null;
        };
    }

    private static List<Privilege> everywhere(Set<Action> actions) {
        return List.of(
                new Privilege(Resource.allDatabases(), actions),
                Privilege.on(new Resource.Cluster(), Action.LIST_DATABASES));
    }

    private static List<Privilege> monitor() {
        return List.of(
                new Privilege(new Resource.Cluster(), MONITOR),
                Privilege.on(Resource.allDatabases(), Action.COLL_STATS, Action.DB_STATS),
                new Privilege(Resource.database("config"), READ),
                new Privilege(Resource.database("local"), READ));
    }

    private static List<Privilege> manager() {
        return List.of(
                Privilege.on(
                        new Resource.Cluster(),
                        Action.APPEND_OPLOG_NOTE,
                        Action.REPL_SET_GET_CONFIG,
                        Action.REPL_SET_GET_STATUS,
                        Action.REPL_SET_STATE_CHANGE),
                Privilege.on(Resource.allDatabases(), Action.SPLIT_VECTOR),
                new Privilege(Resource.database("config"), READ_WRITE),
                new Privilege(Resource.database("local"), READ_WRITE));
    }

    private static List<Privilege> backup() {
        Action[] actions = {
            Action.COLL_STATS, Action.FIND, Action.LIST_COLLECTIONS, Action.LIST_INDEXES
        };
        return List.of(
                Privilege.on(
                        new Resource.Cluster(),
                        Action.APPEND_OPLOG_NOTE,
                        Action.GET_PARAMETER,
                        Action.LIST_DATABASES,
                        Action.SERVER_STATUS),
                Privilege.on(Resource.allDatabases(), actions),
                Privilege.on(Resource.database("config"), actions),
                Privilege.on(Resource.database("local"), actions));
    }
}
