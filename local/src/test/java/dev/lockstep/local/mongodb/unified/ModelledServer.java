package dev.lockstep.local.mongodb.unified;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import java.util.Arrays;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * A server to run tests on.
 *
 * @param version what it models, of which {@code runOnRequirements} decide
 * @param topology {@code replicaset} or {@code single}
 * @param client for what the runner does by itself
 */
record ModelledServer(String version, String topology, EmbeddedMongoDb server, MongoClient client)
        implements AutoCloseable {

    static ModelledServer start(String version, String topology, EmbeddedMongoDb.Options options) {
        EmbeddedMongoDb server = EmbeddedMongoDb.start(options);
        return new ModelledServer(version, topology, server, MongoClients.create(server.uri()));
    }

    /** Whether one of the requirements is met, or there are none. */
    boolean meets(BsonArray requirements) {
        return requirements.isEmpty()
                || requirements.stream().map(BsonValue::asDocument).anyMatch(this::meets);
    }

    private boolean meets(BsonDocument requirement) {
        return requirement.entrySet().stream()
                .allMatch(
                        entry ->
                                switch (entry.getKey()) {
                                    case "minServerVersion" -> compare(text(entry.getValue())) >= 0;
                                    case "maxServerVersion" -> compare(text(entry.getValue())) <= 0;
                                    case "topologies" ->
                                            entry.getValue()
                                                    .asArray()
                                                    .contains(new BsonString(topology));
                                    case "serverless" -> text(entry.getValue()).equals("forbid");
                                    default ->
                                            throw new UnsupportedOperationException(entry.getKey());
                                });
    }

    private static String text(BsonValue value) {
        return value.asString().getValue();
    }

    /** Compares this server's version with another. */
    private int compare(String other) {
        return Arrays.compare(numbers(version), numbers(other));
    }

    private static int[] numbers(String version) {
        int[] numbers = new int[3];
        List<String> parts = List.of(version.split("\\."));
        for (int i = 0; i < parts.size(); i++) {
            numbers[i] = Integer.parseInt(parts.get(i));
        }
        return numbers;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    @Override
    public String toString() {
        return version + " " + topology;
    }
}
