package dev.lockstep.local.mongodb;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a privilege allows, named as MongoDB names it.
 *
 * @see <a href="https://www.mongodb.com/docs/v4.4/reference/privilege-actions/">Privilege
 *     actions</a>
 */
enum Action {
    ANY("anyAction"),
    APPEND_OPLOG_NOTE("appendOplogNote"),
    CHANGE_PASSWORD("changePassword"),
    CHANGE_STREAM("changeStream"),
    CHECK_FREE_MONITORING_STATUS("checkFreeMonitoringStatus"),
    COLL_MOD("collMod"),
    COLL_STATS("collStats"),
    CONN_POOL_STATS("connPoolStats"),
    CREATE_COLLECTION("createCollection"),
    CREATE_INDEX("createIndex"),
    CREATE_ROLE("createRole"),
    CREATE_USER("createUser"),
    DB_HASH("dbHash"),
    DB_STATS("dbStats"),
    DROP_COLLECTION("dropCollection"),
    DROP_DATABASE("dropDatabase"),
    DROP_INDEX("dropIndex"),
    DROP_ROLE("dropRole"),
    DROP_USER("dropUser"),
    FIND("find"),
    GET_CMD_LINE_OPTS("getCmdLineOpts"),
    GET_LOG("getLog"),
    GET_PARAMETER("getParameter"),
    GRANT_ROLE("grantRole"),
    HOST_INFO("hostInfo"),
    IN_PROGRESS("inprog"),
    INSERT("insert"),
    KILL_CURSORS("killCursors"),
    LIST_COLLECTIONS("listCollections"),
    LIST_DATABASES("listDatabases"),
    LIST_INDEXES("listIndexes"),
    REMOVE("remove"),
    RENAME_COLLECTION_SAME_DB("renameCollectionSameDB"),
    REPL_SET_GET_CONFIG("replSetGetConfig"),
    REPL_SET_GET_STATUS("replSetGetStatus"),
    REPL_SET_STATE_CHANGE("replSetStateChange"),
    REVOKE_ROLE("revokeRole"),
    SERVER_STATUS("serverStatus"),
    SPLIT_VECTOR("splitVector"),
    TOP("top"),
    UPDATE("update"),
    VALIDATE("validate"),
    VIEW_ROLE("viewRole"),
    VIEW_USER("viewUser");

    final String text;

    Action(String text) {
        this.text = text;
    }

    static Optional<Action> of(String text) {
        return Stream.of(values()).filter(action -> action.text.equals(text)).findFirst();
    }
}
