package dev.lockstep.preflight;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterConnectionMode;
import java.util.List;
import org.bson.Document;

/** How the checks talk to MongoDB: with short timeouts, and without telling what a driver tells. */
final class MongoSettings {

    private MongoSettings() {}

    /** As the job connects, but not for long. */
    static MongoClientSettings forChecks(ConnectionString uri) {
        return MongoClientSettings.builder()
                .applyConnectionString(uri)
                .applyToClusterSettings(it -> it.serverSelectionTimeout(5, SECONDS))
                .applyToSocketSettings(it -> it.connectTimeout(5, SECONDS).readTimeout(15, SECONDS))
                .retryReads(false)
                .build();
    }

    /** To one server, whatever it is, as nobody: enough to ask what it is. */
    static MongoClientSettings direct(ConnectionString uri, String host) {
        return MongoClientSettings.builder()
                .applyToSslSettings(it -> it.applyConnectionString(uri))
                .applyToClusterSettings(
                        it ->
                                it.hosts(List.of(new ServerAddress(host)))
                                        .mode(ClusterConnectionMode.SINGLE)
                                        .serverSelectionTimeout(3, SECONDS))
                .applyToSocketSettings(it -> it.connectTimeout(3, SECONDS).readTimeout(5, SECONDS))
                .build();
    }

    /** What the server says of itself; by the old name, which every version knows. */
    static Document hello(MongoClient client) {
        return client.getDatabase("admin").runCommand(new Document("isMaster", 1));
    }

    /** An error without its text, which may quote documents. */
    static String error(MongoException e) {
        if (e instanceof MongoCommandException command && !command.getErrorCodeName().isEmpty()) {
            return "error " + command.getErrorCodeName() + " (" + e.getCode() + ")";
        }
        return e.getCode() > 0
                ? "error " + e.getCode()
                : "failed with " + e.getClass().getSimpleName();
    }
}
