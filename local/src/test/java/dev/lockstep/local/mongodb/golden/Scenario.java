package dev.lockstep.local.mongodb.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Commands that were sent to a real MongoDB one after the other, with its replies. */
record Scenario(String name, List<Step> steps) {

    /**
     * One command with its reply.
     *
     * @param save the name under which later commands refer to the reply
     */
    record Step(
            int index,
            String database,
            BsonDocument command,
            Optional<String> save,
            BsonDocument reply) {

        /** Whether it only tells what was done through a driver at that point. */
        boolean isNote() {
            return command.containsKey("$note");
        }
    }

    /**
     * A file is extended JSON, but for {@code $uuid}, which the driver's reader has another use
     * for.
     */
    static Scenario read(Path file) throws IOException {
        String json = Files.readString(file).replace("\"$uuid\"", "\"" + Symbols.UUID + "\"");
        BsonDocument scenario = BsonDocument.parse(json);
        List<Step> steps = new ArrayList<>();
        for (var value : scenario.getArray("steps")) {
            BsonDocument step = value.asDocument();
            steps.add(
                    new Step(
                            steps.size(),
                            step.getString("db", new BsonString("admin")).getValue(),
                            step.getDocument("command"),
                            Optional.ofNullable(step.get("save"))
                                    .map(it -> it.asString().getValue()),
                            step.getDocument("reply", new BsonDocument())));
        }
        return new Scenario(scenario.getString("name").getValue(), steps);
    }
}
