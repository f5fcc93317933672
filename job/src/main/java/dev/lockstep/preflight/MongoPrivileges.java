package dev.lockstep.preflight;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.config.MongoSource;
import dev.lockstep.config.Startup;
import dev.lockstep.mapping.CollectionMapping;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bson.BsonTimestamp;
import org.bson.Document;

/**
 * Checks what this user may do by doing it: list collections, read with read concern majority, open
 * a change stream. What roles say is only a part of the truth, and reading them is a right too.
 *
 * @see <a
 *     href="https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml">MongoDB:
 *     error codes</a>
 */
final class MongoPrivileges {

    private static final int UNAUTHORIZED = 13;
    private static final int ATLAS_DENIED = 8000;
    private static final int MAJORITY_NOT_ENABLED = 148;
    private static final int HISTORY_LOST = 286;

    private static final String ALL = "all databases";

    private final MongoClient client;
    private final ConnectionString uri;
    private final MongoSource source;
    private final List<Finding> findings;

    MongoPrivileges(
            MongoClient client, ConnectionString uri, MongoSource source, List<Finding> findings) {
        this.client = client;
        this.uri = uri;
        this.source = source;
        this.findings = findings;
    }

    void check(List<CollectionMapping> mappings) {
        Set<String> databases =
                mappings.stream()
                        .map(CollectionMapping::database)
                        .collect(Collectors.toCollection(TreeSet::new));
        int before = findings.size();
        for (String database : databases) {
            checkReads(
                    client.getDatabase(database),
                    mappings.stream().filter(it -> it.database().equals(database)).toList());
        }
        checkChangeStream(databases);
        if (findings.subList(before, findings.size()).stream().noneMatch(Finding::isError)) {
            findings.add(
                    Finding.ok(
                            "privileges",
                            "reads and change streams of " + String.join(", ", databases)));
        }
    }

    private void checkReads(MongoDatabase database, List<CollectionMapping> mappings) {
        String name = database.getName();
        attempt("listCollections", name, () -> warnOfAbsent(database, mappings));
        for (CollectionMapping mapping : mappings) {
            boolean any = mapping.collection().equals(CollectionMapping.ANY);
            // The right to read is checked before whether the collection exists.
            String collection = any ? "lockstep_preflight" : mapping.collection();
            attempt("find", any ? name : name + "." + collection, () -> read(database, collection));
        }
    }

    private static void read(MongoDatabase database, String collection) {
        database.getCollection(collection)
                .withReadConcern(ReadConcern.MAJORITY)
                .find()
                .projection(new Document("_id", 1))
                .first();
    }

    private void warnOfAbsent(MongoDatabase database, List<CollectionMapping> mappings) {
        Set<String> present = database.listCollectionNames().into(new TreeSet<>());
        for (CollectionMapping mapping : mappings) {
            boolean any = mapping.collection().equals(CollectionMapping.ANY);
            if (any ? present.isEmpty() : !present.contains(mapping.collection())) {
                findings.add(
                        Finding.warning(
                                "collections",
                                mapping.database()
                                        + "."
                                        + mapping.collection()
                                        + (any ? " has no collection yet" : " does not exist yet"),
                                "check its spelling, if it should exist"));
            }
        }
    }

    /** One database is watched as such, several by a stream of the whole deployment. */
    private void checkChangeStream(Set<String> databases) {
        boolean one = databases.size() == 1;
        String database = databases.iterator().next();
        ChangeStreamIterable<Document> stream =
                one ? client.getDatabase(database).watch() : client.watch();
        if (source.startup() instanceof Startup.AtTimestamp start) {
            stream.startAtOperationTime(new BsonTimestamp((int) start.time().getEpochSecond(), 0));
        }
        attempt("changeStream", one ? database : ALL, () -> stream.cursor().close());
    }

    private void attempt(String action, String resource, Runnable operation) {
        try {
            operation.run();
        } catch (MongoException e) {
            findings.add(explain(action, resource, e));
        }
    }

    private Finding explain(String action, String resource, MongoException e) {
        return switch (e.getCode()) {
            case UNAUTHORIZED, ATLAS_DENIED -> denied(action, resource);
            case MAJORITY_NOT_ENABLED ->
                    Finding.error(
                            "read concern",
                            "read concern majority is not enabled; change streams need it",
                            "start mongod without --enableMajorityReadConcern=false");
            case HISTORY_LOST ->
                    // Not an error: a job that continues from a savepoint never reads from there.
                    Finding.warning(
                            "startup_timestamp",
                            "the oplog no longer reaches back to it",
                            "a start without savepoint needs a later time, or startup: initial");
            default ->
                    Finding.error(
                            action,
                            resource + ": " + MongoSettings.error(e),
                            "see the server's log");
        };
    }

    private Finding denied(String action, String resource) {
        MongoCredential credential = uri.getCredential();
        if (credential == null || credential.getUserName() == null) {
            return Finding.error(
                    "privileges",
                    "the server wants a user for " + action + " on " + resource,
                    "put user:password@ into source.uri");
        }
        String role =
                resource.equals(ALL)
                        ? "'readAnyDatabase'"
                        : "{role: 'read', db: '" + resource.replaceFirst("\\..*", "") + "'}";
        return Finding.error(
                "privileges",
                "the user lacks " + action + " on " + resource,
                "db.getSiblingDB('%s').grantRolesToUser('%s', [%s])"
                        .formatted(credential.getSource(), credential.getUserName(), role));
    }
}
