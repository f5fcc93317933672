package dev.lockstep.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.MongoSource;
import dev.lockstep.config.Startup;
import dev.lockstep.config.StreamPolicy;
import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.mapping.CollectionMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MongoPreflightITCase {

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT.withUser("me", "s3cret"));

    @Test
    void findsNothingWrongWithAReplicaSet() {
        MONGODB.client().getDatabase("shop").getCollection("orders").insertOne(new Document());

        assertThat(check(MONGODB.uri(), "orders", "*"))
                .extracting(Finding::toString)
                .containsExactly(
                        "connection: connected to " + host(),
                        "topology: a member of replica set rs0",
                        "version: MongoDB 4.4.0",
                        "privileges: reads and change streams of shop",
                        "oplog window: nothing was dropped from the oplog yet");
    }

    @Test
    void warnsOfCollectionsThatAreNotThere() {
        assertThat(check(MONGODB.uri(), "odrers"))
                .filteredOn(finding -> finding.severity() == Finding.Severity.WARNING)
                .extracting(Finding::toString)
                .containsExactly(
                        "collections: shop.odrers does not exist yet (check its spelling, if it"
                                + " should exist)");
    }

    @Test
    void tellsWrongCredentials() {
        assertThat(check(MONGODB.uri().replace("s3cret", "wrong")))
                .extracting(Finding::toString)
                .containsExactly(
                        "authentication: "
                                + host()
                                + " refuses this user and password (check user, password and"
                                + " authSource of source.uri)");
    }

    @Test
    void tellsThatTheServerWantsAUser() {
        assertThat(check(MONGODB.uri().replace("me:s3cret@", "")))
                .filteredOn(Finding::isError)
                .extracting(Finding::toString)
                .contains(
                        "privileges: the server wants a user for changeStream on shop (put"
                                + " user:password@ into source.uri)");
    }

    @Test
    void tellsAnotherReplicaSetsName() {
        assertThat(check(MONGODB.uri().replace("=rs0", "=rs1")))
                .extracting(Finding::toString)
                .containsExactly(
                        "topology: "
                                + host()
                                + " is a member of replica set rs0, not of replica set rs1"
                                + " (replicaSet=rs0 in source.uri)");
    }

    @Test
    void tellsAStandaloneServer() {
        try (EmbeddedMongoDb standalone =
                EmbeddedMongoDb.start(EmbeddedMongoDb.Options.DEFAULT.asStandalone())) {
            String expected =
                    "topology: 127.0.0.1:%d is not a replica set; change streams need one (start"
                            + " mongod with --replSet rs0, and run rs.initiate() in mongosh, once)";

            assertThat(check(standalone.uri()))
                    .filteredOn(Finding::isError)
                    .extracting(Finding::toString)
                    .containsExactly(expected.formatted(standalone.port()));
            assertThat(check(standalone.uri() + "?replicaSet=rs0"))
                    .extracting(Finding::toString)
                    .containsExactly(expected.formatted(standalone.port()));
        }
    }

    @Test
    void tellsACertificateThatIsNotTrusted() {
        try (EmbeddedMongoDb encrypted =
                EmbeddedMongoDb.start(EmbeddedMongoDb.Options.DEFAULT.withTls())) {
            assertThat(check(encrypted.uri()))
                    .extracting(Finding::toString)
                    .singleElement()
                    .asString()
                    .contains(
                            "127.0.0.1:" + encrypted.port(),
                            "this JVM does not trust its certificate (javax.net.ssl.trustStore)");
        }
    }

    @Test
    void warnsOfAShortOplog() {
        try (EmbeddedMongoDb small =
                EmbeddedMongoDb.start(EmbeddedMongoDb.Options.DEFAULT.withOplogBytes(1))) {
            assertThat(check(small.uri()))
                    .filteredOn(finding -> finding.subject().equals("oplog window"))
                    .extracting(Finding::toString)
                    .containsExactly(
                            "oplog window: 0 h 0 min; a job that is down for longer loses changes"
                                    + " (db.adminCommand({replSetResizeOplog: 1, minRetentionHours:"
                                    + " 24}) in mongosh)");
        }
    }

    @Test
    void warnsOfATimestampThatTheOplogDoesNotReach() {
        Startup past = new Startup.AtTimestamp(Instant.parse("2020-01-01T00:00:00Z"));

        assertThat(check(MONGODB.uri(), past))
                .filteredOn(finding -> finding.subject().equals("startup_timestamp"))
                .extracting(Finding::toString)
                .containsExactly(
                        "startup_timestamp: the oplog no longer reaches back to it (a start without"
                                + " savepoint needs a later time, or startup: initial)");
    }

    private static List<Finding> check(String uri, String... collections) {
        return check(uri, new Startup.Initial(), collections);
    }

    private static List<Finding> check(String uri, Startup startup, String... collections) {
        List<CollectionMapping> mappings =
                (collections.length == 0 ? List.of("*") : List.of(collections))
                        .stream()
                                .map(name -> CollectionMapping.byConvention("shop", name))
                                .toList();
        return MongoPreflight.check(source(uri, startup), mappings);
    }

    static MongoSource source(String uri, Startup startup) {
        return new MongoSource(
                uri,
                startup,
                Duration.ofMillis(100),
                1024,
                Duration.ofSeconds(5),
                64,
                StreamPolicy.DEFAULT);
    }

    private static String host() {
        return "127.0.0.1:" + ((EmbeddedMongoDb) MONGODB.server()).port();
    }
}
