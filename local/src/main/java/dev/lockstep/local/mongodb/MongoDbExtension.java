package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * JUnit 5 extension, in a static field: a MongoDB for a test class, and databases of names that no
 * other test has. They are dropped in the end, because a given server outlives the test.
 */
public final class MongoDbExtension implements BeforeAllCallback, AfterAllCallback {
    private final Supplier<MongoDb> starter;
    private final List<String> databases = new ArrayList<>();
    private @Nullable MongoDb server;
    private @Nullable MongoClient client;

    /** The server of {@link MongoDbServers#startForTests()}. */
    public MongoDbExtension() {
        this(MongoDbServers::startForTests);
    }

    private MongoDbExtension(Supplier<MongoDb> starter) {
        this.starter = starter;
    }

    /**
     * Always the embedded server: for tests of it, or of what a shared server must not be put
     * through.
     */
    public static MongoDbExtension embedded(EmbeddedMongoDb.Options options) {
        return new MongoDbExtension(() -> EmbeddedMongoDb.start(options));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = starter.get();
        client = MongoClients.create(server.uri());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        databases.forEach(database -> client().getDatabase(database).drop());
        databases.clear();
        client().close();
        server().close();
    }

    public MongoDb server() {
        return requireNonNull(server, "the extension has not started");
    }

    public String uri() {
        return server().uri();
    }

    /** A client that lives as long as the test class. */
    public MongoClient client() {
        return requireNonNull(client, "the extension has not started");
    }

    /** A new, empty database whose name begins with the prefix. */
    public MongoDatabase newDatabase(String prefix) {
        String name = prefix + "_" + UUID.randomUUID().toString().substring(0, 8);
        databases.add(name);
        return client().getDatabase(name);
    }
}
