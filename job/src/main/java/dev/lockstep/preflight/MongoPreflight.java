package dev.lockstep.preflight;

import com.mongodb.ConnectionString;
import com.mongodb.MongoConfigurationException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.config.MongoSource;
import dev.lockstep.config.StreamPolicy;
import dev.lockstep.mapping.CollectionMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/**
 * Checks that a MongoDB source can be read: that it is reachable, gives change streams, and lets
 * this user see what the pipeline wants.
 */
public final class MongoPreflight {

    private static final int UNAUTHORIZED = 13;

    private MongoPreflight() {}

    /** All that was found; ends early at what makes further checks pointless. */
    public static List<Finding> check(MongoSource source, List<CollectionMapping> collections) {
        List<Finding> findings = new ArrayList<>();
        try {
            ConnectionString uri = new ConnectionString(source.uri());
            check(uri, source, collections, findings);
        } catch (MongoConfigurationException | IllegalArgumentException e) {
            // Of a +srv URI only: others were parsed when the pipeline file was read.
            findings.add(
                    Finding.error(
                            "connection",
                            "the source's name cannot be resolved by DNS",
                            "check the name after mongodb+srv://, and that it has SRV records"));
        }
        return List.copyOf(findings);
    }

    /** Why the source can't be reached, or does not let the user in; empty if neither. */
    public static Optional<Finding> connection(
            MongoSource source, List<CollectionMapping> collections) {
        return check(source, collections).stream()
                .filter(Finding::isError)
                .filter(it -> List.of("connection", "authentication").contains(it.subject()))
                .findFirst();
    }

    /** What an error while documents were read means for a person. */
    public static Finding explain(MongoException e) {
        boolean denied = e.getCode() == UNAUTHORIZED;
        return Finding.error(
                denied ? "privileges" : "connection",
                MongoSettings.error(e),
                denied
                        ? "grant the user find and listCollections on the pipeline's databases"
                        : "see the server's log");
    }

    private static void check(
            ConnectionString uri,
            MongoSource source,
            List<CollectionMapping> collections,
            List<Finding> findings) {
        try (MongoClient client = MongoClients.create(MongoSettings.forChecks(uri))) {
            check(client, uri, source, collections, findings);
        } catch (MongoSecurityException e) {
            findings.add(
                    Finding.error(
                            "authentication",
                            hosts(uri) + " refuses this user and password",
                            "check user, password and authSource of source.uri"));
        } catch (MongoException e) {
            findings.add(
                    Finding.error(
                            "connection",
                            hosts(uri) + ": " + MongoSettings.error(e),
                            "see the server's log"));
        }
    }

    private static void check(
            MongoClient client,
            ConnectionString uri,
            MongoSource source,
            List<CollectionMapping> collections,
            List<Finding> findings) {
        Document hello;
        try {
            hello = MongoSettings.hello(client);
        } catch (MongoTimeoutException e) {
            findings.add(MongoTopology.diagnose(uri, client));
            return;
        }
        findings.add(Finding.ok("connection", "connected to " + hosts(uri)));
        if (MongoTopology.check(hosts(uri), hello, findings)) {
            MongoServerVersion.check(client, findings);
            new MongoPrivileges(client, uri, source, findings).check(collections);
            if (source.streamPolicy().postImages() == StreamPolicy.PostImages.STORED) {
                StoredPostImages.check(client, collections, findings);
            }
            OplogWindow.check(client, hello, findings);
        }
    }

    private static String hosts(ConnectionString uri) {
        return String.join(",", uri.getHosts());
    }
}
