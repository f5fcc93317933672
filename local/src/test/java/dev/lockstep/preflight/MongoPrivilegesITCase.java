package dev.lockstep.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.MongoSource;
import dev.lockstep.config.Startup;
import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.mapping.CollectionMapping;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users that lack one right each. */
class MongoPrivilegesITCase {

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT.withUser("owner", "s3cret"));

    private static final String GRANT_READ =
            " (db.getSiblingDB('admin').grantRolesToUser('capture', [{role: 'read', db: 'shop'}]))";

    @BeforeAll
    static void insertDocuments() {
        MONGODB.client().getDatabase("shop").getCollection("orders").insertOne(new Document());
        MONGODB.client().getDatabase("bank").getCollection("accounts").insertOne(new Document());
    }

    @AfterEach
    void dropUser() {
        admin("{dropUser: 'capture'}");
        admin("{dropAllRolesFromDatabase: 1}");
    }

    @Test
    void roleReadIsEnoughForOneDatabase() {
        createUser("{role: 'read', db: 'shop'}");

        assertThat(privileges("shop.*"))
                .containsExactly("privileges: reads and change streams of shop");
    }

    @Test
    void severalDatabasesNeedAChangeStreamOfAll() {
        createUser("{role: 'read', db: 'shop'}, {role: 'read', db: 'bank'}");

        assertThat(privileges("shop.*", "bank.*"))
                .containsExactly(
                        "privileges: the user lacks changeStream on all databases"
                                + " (db.getSiblingDB('admin').grantRolesToUser('capture',"
                                + " ['readAnyDatabase']))");

        admin("{grantRolesToUser: 'capture', roles: ['readAnyDatabase']}");
        assertThat(privileges("shop.*", "bank.*"))
                .containsExactly("privileges: reads and change streams of bank, shop");
    }

    @Test
    void tellsEveryRightThatIsMissing() {
        createUser("{role: 'read', db: 'bank'}");

        assertThat(privileges("shop.orders"))
                .containsExactly(
                        "privileges: the user lacks listCollections on shop" + GRANT_READ,
                        "privileges: the user lacks find on shop.orders" + GRANT_READ,
                        "privileges: the user lacks changeStream on shop" + GRANT_READ);
    }

    @Test
    void tellsAMissingListCollections() {
        createUserWithout("listCollections");

        assertThat(privileges("shop.orders"))
                .containsExactly("privileges: the user lacks listCollections on shop" + GRANT_READ);
    }

    @Test
    void tellsAMissingFind() {
        createUserWithout("find");

        assertThat(privileges("shop.orders"))
                .containsExactly(
                        "privileges: the user lacks find on shop.orders" + GRANT_READ,
                        "privileges: the user lacks changeStream on shop" + GRANT_READ);
    }

    @Test
    void tellsAMissingChangeStream() {
        createUserWithout("changeStream");

        assertThat(privileges("shop.orders"))
                .containsExactly("privileges: the user lacks changeStream on shop" + GRANT_READ);
    }

    private static void createUser(String roles) {
        admin("{createUser: 'capture', pwd: 'pass', roles: [%s]}".formatted(roles));
    }

    private static void createUserWithout(String action) {
        String actions =
                String.join(
                        ", ",
                        Stream.of("listCollections", "find", "changeStream")
                                .filter(name -> !name.equals(action))
                                .map(name -> "'" + name + "'")
                                .toList());
        admin(
                """
                {createRole: 'partial', roles: [], privileges: [
                  {resource: {db: 'shop', collection: ''}, actions: [%s]}]}
                """
                        .formatted(actions));
        createUser("'partial'");
    }

    private static void admin(String command) {
        MONGODB.client().getDatabase("admin").runCommand(Document.parse(command));
    }

    /** What the preflight finds of rights. */
    private static List<String> privileges(String... collections) {
        MongoSource source =
                MongoPreflightITCase.source(
                        MONGODB.uri().replace("owner:s3cret@", "capture:pass@"),
                        new Startup.Initial());
        List<CollectionMapping> mappings =
                Arrays.stream(collections)
                        .map(name -> name.split("\\.", 2))
                        .map(name -> CollectionMapping.byConvention(name[0], name[1]))
                        .toList();
        return MongoPreflight.check(source, mappings).stream()
                .filter(finding -> finding.subject().equals("privileges"))
                .map(Finding::toString)
                .toList();
    }
}
