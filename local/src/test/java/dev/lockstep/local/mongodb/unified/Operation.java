package dev.lockstep.local.mongodb.unified;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** One operation of a test; its arguments are taken one by one, so that none is overlooked. */
record Operation(BsonDocument definition, BsonDocument arguments) {

    static Operation of(BsonDocument definition) {
        BsonDocument arguments = definition.getDocument("arguments", new BsonDocument());
        return new Operation(definition, arguments.clone());
    }

    String name() {
        return definition.getString("name").getValue();
    }

    String object() {
        return definition.getString("object").getValue();
    }

    /** Under which name the result can be named by later operations. */
    String resultEntity() {
        return definition.getString("saveResultAsEntity").getValue();
    }

    @Nullable BsonValue expectedResult() {
        return definition.get("expectResult");
    }

    @Nullable BsonDocument expectedError() {
        return (BsonDocument) definition.get("expectError");
    }

    BsonDocument document(String argument) {
        return take(argument).asDocument();
    }

    String text(String argument) {
        return take(argument).asString().getValue();
    }

    List<? extends Bson> documents(String argument) {
        return take(argument).asArray().stream().map(BsonValue::asDocument).toList();
    }

    BsonValue take(String argument) {
        return requireNonNull(arguments.remove(argument), argument);
    }

    void requireAllTaken() {
        assertThat(arguments.keySet()).as("arguments that the runner does not know").isEmpty();
    }
}
