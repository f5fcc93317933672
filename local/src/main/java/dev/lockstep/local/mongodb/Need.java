package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A privilege that a command needs.
 *
 * @see <a href="https://www.mongodb.com/docs/v4.4/reference/privilege-actions/">Privilege
 *     actions</a>
 */
record Need(Action action, Resource resource) {

    /** Everything that a command needs; nothing for one that is open to each user. */
    static List<Need> of(Request request) {
        return switch (request.name().toLowerCase(Locale.ROOT)) {
            case "find", "count", "distinct" -> onCollection(request, Action.FIND);
            case "aggregate" -> ofAggregate(request);
            case "insert" -> onCollection(request, Action.INSERT);
            case "update" -> ofUpdate(request, "updates", Action.UPDATE);
            case "delete" -> onCollection(request, Action.REMOVE);
            case "findandmodify" -> ofFindAndModify(request);
            case "create" -> onCollection(request, Action.CREATE_COLLECTION);
            case "createindexes" -> onCollection(request, Action.CREATE_INDEX);
            case "dropindexes" -> onCollection(request, Action.DROP_INDEX);
            case "drop" -> onCollection(request, Action.DROP_COLLECTION);
            case "collmod" -> onCollection(request, Action.COLL_MOD);
            case "collstats" -> onCollection(request, Action.COLL_STATS);
            case "listindexes" -> onCollection(request, Action.LIST_INDEXES);
            case "validate" -> onCollection(request, Action.VALIDATE);
            case "renamecollection" -> ofRename(request);
            case "splitvector" -> onNamed(request, Action.SPLIT_VECTOR);
            case "listcollections" -> onDatabase(request, Action.LIST_COLLECTIONS);
            case "dbstats" -> onDatabase(request, Action.DB_STATS);
            case "dbhash" -> onDatabase(request, Action.DB_HASH);
            case "dropdatabase" -> onDatabase(request, Action.DROP_DATABASE);
            default -> ofAdministration(request);
        };
    }

    private static List<Need> ofAdministration(Request request) {
        return switch (request.name().toLowerCase(Locale.ROOT)) {
            case "createuser" -> withGrants(request, Action.CREATE_USER);
            case "updateuser" -> withGrants(request, Action.CHANGE_PASSWORD);
            case "grantrolestouser" -> grants(request, Action.GRANT_ROLE);
            case "revokerolesfromuser" -> grants(request, Action.REVOKE_ROLE);
            case "dropuser", "dropallusersfromdatabase" -> onDatabase(request, Action.DROP_USER);
            case "usersinfo" -> ofUsersInfo(request);
            case "createrole" -> withGrants(request, Action.CREATE_ROLE);
            case "droprole", "dropallrolesfromdatabase" -> onDatabase(request, Action.DROP_ROLE);
            case "rolesinfo" -> onDatabase(request, Action.VIEW_ROLE);
            case "connpoolstats" -> onCluster(Action.CONN_POOL_STATS);
            case "getfreemonitoringstatus" -> onCluster(Action.CHECK_FREE_MONITORING_STATUS);
            case "getcmdlineopts" -> onCluster(Action.GET_CMD_LINE_OPTS);
            case "getlog" -> onCluster(Action.GET_LOG);
            case "getparameter" -> onCluster(Action.GET_PARAMETER);
            case "hostinfo" -> onCluster(Action.HOST_INFO);
            case "replsetgetconfig" -> onCluster(Action.REPL_SET_GET_CONFIG);
            case "replsetgetstatus" -> onCluster(Action.REPL_SET_GET_STATUS);
            case "replsetstepdown" -> onCluster(Action.REPL_SET_STATE_CHANGE);
            case "appendoplognote" -> onCluster(Action.APPEND_OPLOG_NOTE);
            case "serverstatus" -> onCluster(Action.SERVER_STATUS);
            default -> List.of();
        };
    }

    private static List<Need> onCluster(Action action) {
        return List.of(new Need(action, new Resource.Cluster()));
    }

    private static List<Need> onDatabase(Request request, Action action) {
        return List.of(new Need(action, Resource.database(request.database())));
    }

    /** Without a collection's name the command fails for another reason. */
    private static List<Need> onCollection(Request request, Action action) {
        return request.body().get(request.name()) instanceof String
                ? List.of(new Need(action, Resource.collection(request.namespace())))
                : List.of();
    }

    private static List<Need> onNamed(Request request, Action action) {
        return request.body().get(request.name()) instanceof String name
                ? List.of(new Need(action, Resource.collection(Namespace.parse(name))))
                : List.of();
    }

    private static List<Need> ofUpdate(Request request, String statements, Action action) {
        List<Need> needs = new ArrayList<>(onCollection(request, action));
        if (request.body().get(statements) instanceof Collection<?> list
                && list.stream().anyMatch(Need::isUpsert)) {
            needs.addAll(onCollection(request, Action.INSERT));
        }
        return needs;
    }

    private static boolean isUpsert(@Nullable Object statement) {
        return statement instanceof Document document
                && Boolean.TRUE.equals(document.get("upsert"));
    }

    private static List<Need> ofFindAndModify(Request request) {
        List<Need> needs = new ArrayList<>(onCollection(request, Action.FIND));
        boolean removes = Boolean.TRUE.equals(request.body().get("remove"));
        needs.addAll(onCollection(request, removes ? Action.REMOVE : Action.UPDATE));
        if (isUpsert(request.body())) {
            needs.addAll(onCollection(request, Action.INSERT));
        }
        return needs;
    }

    private static List<Need> ofAggregate(Request request) {
        List<?> stages =
                request.body().get("pipeline") instanceof List<?> pipeline ? pipeline : List.of();
        boolean ofCollection = request.body().get(request.name()) instanceof String;
        Resource source =
                ofCollection
                        ? Resource.collection(request.namespace())
                        : Resource.database(request.database());
        List<Need> needs = new ArrayList<>();
        if (!stages.isEmpty()
                && stages.get(0) instanceof Document first
                && first.get("$changeStream") instanceof Document options) {
            if (Boolean.TRUE.equals(options.get("allChangesForCluster"))) {
                source = Resource.allDatabases();
            }
            needs.add(new Need(Action.CHANGE_STREAM, source));
        }
        needs.add(new Need(Action.FIND, source));
        stages.forEach(stage -> addWrites(request, (Document) stage, needs));
        return needs;
    }

    private static void addWrites(Request request, Document stage, List<Need> needs) {
        Object target =
                stage.get("$merge") instanceof Document merge
                        ? merge.get("into")
                        : Objects.requireNonNullElseGet(
                                stage.get("$out"), () -> String.valueOf(stage.get("$merge")));
        if (!stage.containsKey("$out") && !stage.containsKey("$merge")) {
            return;
        }
        Namespace namespace =
                target instanceof Document document
                        ? new Namespace(
                                (String) document.getOrDefault("db", request.database()),
                                (String) document.get("coll"))
                        : new Namespace(request.database(), (String) target);
        needs.add(new Need(Action.INSERT, Resource.collection(namespace)));
        needs.add(
                new Need(
                        stage.containsKey("$out") ? Action.REMOVE : Action.UPDATE,
                        Resource.collection(namespace)));
    }

    private static List<Need> ofRename(Request request) {
        Namespace from = Namespace.parse((String) request.body().get(request.name()));
        Namespace to = Namespace.parse((String) request.body().get("to"));
        if (from.database().equals(to.database())) {
            return List.of(
                    new Need(Action.RENAME_COLLECTION_SAME_DB, Resource.database(from.database())));
        }
        return List.of(
                new Need(Action.FIND, Resource.collection(from)),
                new Need(Action.DROP_COLLECTION, Resource.collection(from)),
                new Need(Action.INSERT, Resource.collection(to)),
                new Need(Action.CREATE_INDEX, Resource.collection(to)));
    }

    private static List<Need> ofUsersInfo(Request request) {
        // Everybody may look at himself.
        return request.connection().user() != null
                        && request.connection()
                                .user()
                                .equals(
                                        new User.Id(
                                                String.valueOf(request.body().get(request.name())),
                                                request.database()))
                ? List.of()
                : onDatabase(request, Action.VIEW_USER);
    }

    private static List<Need> withGrants(Request request, Action action) {
        List<Need> needs = new ArrayList<>(onDatabase(request, action));
        needs.addAll(grants(request, Action.GRANT_ROLE));
        return needs;
    }

    /** A role is granted by who may do so in the role's database. */
    private static List<Need> grants(Request request, Action action) {
        return Role.list(request.body().get("roles"), request.database()).stream()
                .map(role -> new Need(action, Resource.database(role.database())))
                .toList();
    }
}
