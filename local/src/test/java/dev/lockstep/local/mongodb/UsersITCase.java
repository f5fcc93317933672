package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoSecurityException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UsersITCase {
    private static final int UNAUTHORIZED = 13;

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT.withUser("owner", "s3cret"));

    private final List<MongoClient> clients = new ArrayList<>();
    private final List<String> users = new ArrayList<>();

    @BeforeAll
    static void insertDocuments() {
        MONGODB.client().getDatabase("shop").getCollection("orders").insertOne(new Document());
        MONGODB.client().getDatabase("bank").getCollection("accounts").insertOne(new Document());
    }

    @AfterEach
    void dropUsers() {
        clients.forEach(MongoClient::close);
        users.forEach(user -> admin("{dropUser: '" + user + "'}"));
    }

    @Test
    void nobodyDoesAnythingWithoutLoggingIn() {
        MongoClient nobody = connect(MONGODB.uri().replace("owner:s3cret@", ""));

        assertUnauthorized(() -> find(nobody, "shop"))
                .hasMessageContaining("command find requires authentication");
        assertThat(run(nobody, "admin", "{hello: 1}").getString("setName")).isEqualTo("rs0");
    }

    @Test
    void readsOnlyWhatItsRoleSays() {
        MongoClient reader = user("reader", "{role: 'read', db: 'shop'}");

        assertThat(find(reader, "shop")).isNotNull();
        assertThat(reader.getDatabase("shop").listCollectionNames()).containsExactly("orders");
        assertThatCode(() -> reader.getDatabase("shop").watch().cursor().close())
                .doesNotThrowAnyException();
        assertUnauthorized(() -> find(reader, "bank"))
                .hasMessageContaining(
                        "not authorized on bank to execute command { find: \"orders\", filter: {},"
                                + " limit: 1");
        assertUnauthorized(() -> insert(reader, "shop"))
                .hasMessageContaining("not authorized on shop to execute command")
                .hasMessageNotContaining("a value");
        assertUnauthorized(() -> reader.watch().cursor().close());
        assertUnauthorized(() -> run(reader, "admin", "{splitVector: 'shop.orders'}"));
    }

    @Test
    void listsTheDatabasesThatItMayUse() {
        assertThat(user("reader", "{role: 'read', db: 'shop'}").listDatabaseNames())
                .containsExactly("shop");
        assertThat(user("any", "'readAnyDatabase'").listDatabaseNames())
                .contains("admin", "bank", "local", "shop");
    }

    @Test
    void rolesForAllDatabasesLeaveOutThoseOfTheServer() {
        MongoClient any = user("any", "'readWriteAnyDatabase'");

        insert(any, "new");
        assertThatCode(() -> any.watch().cursor().close()).doesNotThrowAnyException();
        assertUnauthorized(() -> any.getDatabase("local").getCollection("oplog.rs").find().first());

        MongoClient monitor = user("monitor", "'clusterMonitor'");
        assertThat(monitor.getDatabase("local").getCollection("oplog.rs").find().first())
                .isNotNull();
        assertUnauthorized(() -> find(monitor, "shop"));
    }

    @Test
    void rolesAreGrantedAndRevokedWhileAUserIsConnected() {
        MongoClient user = user("user", "");
        assertUnauthorized(() -> find(user, "shop"));

        admin("{grantRolesToUser: 'user', roles: [{role: 'read', db: 'shop'}]}");
        assertThat(find(user, "shop")).isNotNull();

        admin("{revokeRolesFromUser: 'user', roles: [{role: 'read', db: 'shop'}]}");
        assertUnauthorized(() -> find(user, "shop"));

        admin("{dropUser: 'user'}");
        users.clear();
        assertThatThrownBy(() -> find(connect(uri("user")), "shop"))
                .isInstanceOf(MongoSecurityException.class);
    }

    @Test
    void aRoleOfOnesOwnHasJustItsPrivileges() {
        admin(
                """
                {createRole: 'capture', roles: [{role: 'read', db: 'shop'}], privileges: [
                  {resource: {db: '', collection: ''}, actions: ['splitVector']},
                  {resource: {db: 'bank', collection: 'accounts'}, actions: ['insert']}]}
                """);
        MongoClient user = user("user", "'capture'");

        assertThat(find(user, "shop")).isNotNull();
        assertThat(run(user, "admin", "{splitVector: 'shop.orders', keyPattern: {_id: 1}}"))
                .containsKey("splitKeys");
        user.getDatabase("bank").getCollection("accounts").insertOne(new Document());
        assertUnauthorized(() -> insert(user, "bank"));

        admin("{dropRole: 'capture'}");
        assertUnauthorized(() -> find(user, "shop"));
    }

    @Test
    void tellsNobodysPassword() {
        MongoClient user = user("user", "");

        assertUnauthorized(() -> run(user, "admin", "{createUser: 'x', pwd: 'y-z', roles: []}"))
                .hasMessageContaining("createUser: \"x\", pwd: \"xxx\"")
                .hasMessageNotContaining("y-z");
    }

    @Test
    void tellsItsUsersPrivileges() {
        MongoClient user = user("user", "{role: 'read', db: 'shop'}");

        Document info =
                run(user, "admin", "{connectionStatus: 1, showPrivileges: true}")
                        .get("authInfo", Document.class);

        assertThat(info)
                .isEqualTo(
                        Document.parse(
                                """
                                {authenticatedUsers: [{user: 'user', db: 'admin'}],
                                 authenticatedUserRoles: [{role: 'read', db: 'shop'}],
                                 authenticatedUserPrivileges: [
                                   {resource: {db: 'shop', collection: ''},
                                    actions: ['changeStream', 'collStats', 'dbHash', 'dbStats',
                                              'find', 'killCursors', 'listCollections',
                                              'listIndexes']}]}
                                """));
    }

    @Test
    void showsUsersWithoutTheirSecrets() {
        user("user", "{role: 'read', db: 'shop'}");

        Document shown = run(MONGODB.client(), "admin", "{usersInfo: 'user'}");

        Document user = shown.getList("users", Document.class).get(0);
        assertThat(user.remove("userId")).isNotNull();
        assertThat(user)
                .isEqualTo(
                        Document.parse(
                                """
                                {_id: 'admin.user', user: 'user', db: 'admin',
                                 roles: [{role: 'read', db: 'shop'}],
                                 mechanisms: ['SCRAM-SHA-256']}
                                """));
    }

    @Test
    void refusesWhatCanNotBe() {
        user("user", "");

        assertError("{createUser: 'user', pwd: 'x', roles: []}", 51003);
        assertError("{createUser: 'other', pwd: 'x', roles: ['readAny']}", 31);
        assertError("{createUser: 'other', roles: []}", 2);
        assertError("{grantRolesToUser: 'absent', roles: []}", 11);
        assertError("{dropUser: 'absent'}", 11);
        assertError("{dropRole: 'absent'}", 31);
    }

    private static void assertError(String command, int code) {
        assertThatThrownBy(() -> admin(command))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(code));
    }

    private static AbstractThrowableAssert<?, ?> assertUnauthorized(Runnable operation) {
        return assertThatThrownBy(operation::run)
                .isInstanceOfSatisfying(
                        com.mongodb.MongoException.class,
                        e -> assertThat(e.getCode()).isEqualTo(UNAUTHORIZED));
    }

    private MongoClient user(String name, String roles) {
        admin("{createUser: '%s', pwd: 'pass', roles: [%s]}".formatted(name, roles));
        users.add(name);
        return connect(uri(name));
    }

    private static String uri(String user) {
        return MONGODB.uri().replace("owner:s3cret@", user + ":pass@");
    }

    private MongoClient connect(String uri) {
        MongoClient client = MongoClients.create(uri);
        clients.add(client);
        return client;
    }

    private static Document admin(String command) {
        return run(MONGODB.client(), "admin", command);
    }

    private static Document run(MongoClient client, String database, String command) {
        return client.getDatabase(database).runCommand(Document.parse(command));
    }

    private static Document find(MongoClient client, String database) {
        MongoDatabase in = client.getDatabase(database);
        return in.getCollection("orders").find().first();
    }

    private static void insert(MongoClient client, String database) {
        client.getDatabase(database)
                .getCollection("orders")
                .insertOne(new Document("a", "a value"));
    }
}
