package dev.lockstep.local.mongodb.unified;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** What the operations of a test name: clients, databases, collections and change streams. */
final class Entities implements AutoCloseable {
    private final ModelledServer server;
    private final Map<String, Object> entities = new HashMap<>();
    private final Map<String, ObservedCommands> observed = new HashMap<>();
    private final Deque<Runnable> closing = new ArrayDeque<>();

    Entities(ModelledServer server, BsonArray definitions) {
        this.server = server;
        for (BsonValue definition : definitions) {
            String kind = definition.asDocument().getFirstKey();
            create(kind, definition.asDocument().getDocument(kind));
        }
    }

    private void create(String kind, BsonDocument definition) {
        String id = text(definition, "id");
        entities.put(
                id,
                switch (kind) {
                    case "client" -> client(id, definition);
                    case "database" ->
                            get(text(definition, "client"), MongoClient.class)
                                    .getDatabase(text(definition, "databaseName"));
                    case "collection" ->
                            get(text(definition, "database"), MongoDatabase.class)
                                    .getCollection(
                                            text(definition, "collectionName"), BsonDocument.class);
                    default -> throw new UnsupportedOperationException(kind);
                });
    }

    private MongoClient client(String id, BsonDocument definition) {
        ObservedCommands commands =
                new ObservedCommands(
                        definition.getArray("ignoreCommandMonitoringEvents", new BsonArray()));
        observed.put(id, commands);
        MongoClient client =
                MongoClients.create(
                        MongoClientSettings.builder()
                                .applyConnectionString(new ConnectionString(server.server().uri()))
                                .addCommandListener(commands)
                                .applyToServerSettings(
                                        settings -> settings.heartbeatFrequency(500, MILLISECONDS))
                                .build());
        closing.push(client::close);
        return client;
    }

    private static String text(BsonDocument document, String field) {
        return document.getString(field).getValue();
    }

    Object get(String id) {
        return requireNonNull(entities.get(id), id);
    }

    private <T> T get(String id, Class<T> type) {
        return type.cast(get(id));
    }

    void put(String id, MongoCursor<BsonDocument> stream) {
        entities.put(id, stream);
        closing.push(stream::close);
    }

    /** Sets a fail point until the entities are closed. */
    void setFailPoint(String client, BsonDocument failPoint) {
        MongoDatabase admin = get(client, MongoClient.class).getDatabase("admin");
        admin.runCommand(failPoint);
        String field = failPoint.getFirstKey();
        closing.push(
                () ->
                        admin.runCommand(
                                new BsonDocument(field, failPoint.get(field))
                                        .append("mode", new BsonString("off"))));
    }

    ObservedCommands commandsOf(String client) {
        return requireNonNull(observed.get(client), client);
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
