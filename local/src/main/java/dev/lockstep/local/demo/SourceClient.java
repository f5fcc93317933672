package dev.lockstep.local.demo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** Opens the demo's own client of the source, and tells in one sentence why it can't. */
final class SourceClient {

    private static final int TIMEOUT_SECONDS = 5;

    private SourceClient() {}

    static MongoClient open(String uri) {
        MongoClient client = client(uri);
        try {
            Document hello = client.getDatabase("admin").runCommand(new Document("isMaster", 1));
            if (!hello.containsKey("setName") && !"isdbgrid".equals(hello.getString("msg"))) {
                throw DemoException.ofSource(
                        "MongoDB is not a replica set, which change streams need: start mongod with"
                                + " --replSet and run rs.initiate()");
            }
            // Needs rights, so that a wrong password shows here.
            client.listDatabaseNames().first();
            return client;
        } catch (MongoException e) {
            client.close();
            throw DemoException.ofSource(explain(e), e);
        } catch (DemoException e) {
            client.close();
            throw e;
        }
    }

    private static MongoClient client(String uri) {
        try {
            return MongoClients.create(
                    MongoClientSettings.builder()
                            .applyConnectionString(new ConnectionString(uri))
                            .applyToClusterSettings(
                                    cluster ->
                                            cluster.serverSelectionTimeout(
                                                    TIMEOUT_SECONDS, TimeUnit.SECONDS))
                            .build());
        } catch (IllegalArgumentException e) {
            // Without the cause: it may repeat the URI.
            throw DemoException.ofSource(
                    "the MongoDB URI must read mongodb://HOST:PORT/?replicaSet=NAME");
        }
    }

    private static String explain(MongoException e) {
        if (e instanceof MongoSecurityException) {
            return "MongoDB refuses user or password: check --mongodb-uri";
        }
        if (e instanceof MongoTimeoutException) {
            return "MongoDB can't be reached, or has no replica set of that name: check"
                    + " --mongodb-uri";
        }
        return "MongoDB does not answer as it should (error " + e.getCode() + ")";
    }
}
