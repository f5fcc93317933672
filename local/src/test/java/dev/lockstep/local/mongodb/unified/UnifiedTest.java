package dev.lockstep.local.mongodb.unified;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * One test of a file in the unified test format: operations with their results, and the commands
 * that the driver must have sent.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/unified-test-format/unified-test-format.md">Unified
 *     Test Format</a>
 */
record UnifiedTest(BsonDocument file, BsonDocument test) {

    static List<UnifiedTest> ofFile(String json) {
        BsonDocument file = BsonDocument.parse(json);
        return documents(file, "tests").stream().map(test -> new UnifiedTest(file, test)).toList();
    }

    String description() {
        return test.getString("description").getValue();
    }

    boolean isFor(ModelledServer server) {
        return server.meets(requirements(file)) && server.meets(requirements(test));
    }

    /** What the test says that it needs. */
    String requirements() {
        return Stream.of(file, test).flatMap(of -> requirements(of).stream()).toList().toString();
    }

    private static BsonArray requirements(BsonDocument of) {
        return of.getArray("runOnRequirements", new BsonArray());
    }

    void run(ModelledServer server) {
        documents(file, "initialData").forEach(data -> load(server, data));
        try (Entities entities = new Entities(server, file.getArray("createEntities"))) {
            Operations operations = new Operations(entities);
            for (BsonDocument definition : documents(test, "operations")) {
                run(operations, Operation.of(definition));
            }
            for (BsonDocument expectation : documents(test, "expectEvents")) {
                entities.commandsOf(expectation.getString("client").getValue()).check(expectation);
            }
        }
    }

    private static void load(ModelledServer server, BsonDocument data) {
        MongoDatabase database =
                server.client().getDatabase(data.getString("databaseName").getValue());
        String name = data.getString("collectionName").getValue();
        database.getCollection(name).drop();
        database.createCollection(name);
        List<BsonDocument> documents = documents(data, "documents");
        if (!documents.isEmpty()) {
            database.getCollection(name, BsonDocument.class).insertMany(documents);
        }
    }

    private static void run(Operations operations, Operation operation) {
        BsonDocument expectedError = operation.expectedError();
        if (expectedError != null) {
            check(
                    expectedError,
                    catchThrowableOfType(MongoException.class, () -> operations.run(operation)));
        } else {
            BsonDocument result = operations.run(operation);
            if (operation.expectedResult() != null) {
                Match.root(operation.expectedResult(), result);
            }
        }
        operation.requireAllTaken();
    }

    private static void check(BsonDocument expected, @Nullable MongoException error) {
        assertThat(error).as("the error of an operation").isNotNull();
        expected.forEach((field, value) -> check(field, value, error));
    }

    private static void check(String field, BsonValue expected, MongoException error) {
        switch (field) {
            case "errorCode" ->
                    assertThat(error.getCode()).isEqualTo(expected.asInt32().getValue());
            case "errorCodeName" ->
                    assertThat(((MongoCommandException) error).getErrorCodeName())
                            .isEqualTo(expected.asString().getValue());
            case "errorLabelsContain" ->
                    assertThat(error.getErrorLabels())
                            .containsAll(
                                    expected.asArray().stream()
                                            .map(label -> label.asString().getValue())
                                            .toList());
            case "isClientError" ->
                    assertThat(!(error instanceof MongoCommandException))
                            .isEqualTo(expected.asBoolean().getValue());
            default -> throw new UnsupportedOperationException(field);
        }
    }

    private static List<BsonDocument> documents(BsonDocument of, String field) {
        return of.getArray(field, new BsonArray()).stream().map(BsonValue::asDocument).toList();
    }
}
