package dev.lockstep.local.mongodb.golden;

import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import dev.lockstep.local.mongodb.golden.ReplyComparison.Difference;
import dev.lockstep.local.mongodb.golden.Scenario.Step;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Runs the steps of a scenario on a server of its own. */
final class Replay {
    private final Scenario scenario;
    private final RawConnection connection;
    private final DriverWork driverWork;
    private final Map<String, BsonValue> saved = new HashMap<>();
    private final ReplyComparison comparison = new ReplyComparison();

    private Replay(Scenario scenario, RawConnection connection, DriverWork driverWork) {
        this.scenario = scenario;
        this.connection = connection;
        this.driverWork = driverWork;
    }

    static List<Difference> run(Scenario scenario) throws IOException {
        try (var server = EmbeddedMongoDb.start(DriverWork.serverFor(scenario));
                var connection = new RawConnection(server.port());
                var driverWork = new DriverWork(server.uri())) {
            Replay replay = new Replay(scenario, connection, driverWork);
            driverWork.createCollections();
            for (Step step : scenario.steps()) {
                replay.run(step);
            }
            return replay.comparison.differences();
        }
    }

    private void run(Step step) throws IOException {
        driverWork.before(scenario, step);
        if (step.isNote()) {
            return;
        }
        BsonDocument command = resolve(step.command()).asDocument();
        BsonDocument reply = connection.run(step.database(), command);
        step.save().ifPresent(name -> saved.put(name, reply));
        comparison.compare(scenario.name() + "/" + step.index(), step.reply(), reply);
    }

    /** The command with what it takes from earlier replies. */
    private BsonValue resolve(BsonValue value) {
        if (value instanceof BsonArray array) {
            return new BsonArray(array.stream().map(this::resolve).toList());
        }
        if (!(value instanceof BsonDocument document)) {
            return value;
        }
        if (document.isString("$ref") && document.isArray("path")) {
            return follow(
                    saved.get(document.getString("$ref").getValue()), document.getArray("path"));
        }
        BsonDocument resolved = new BsonDocument();
        document.forEach((field, inner) -> resolved.append(field, resolve(inner)));
        return resolved;
    }

    private static BsonValue follow(BsonValue value, BsonArray path) {
        BsonValue found = value;
        for (BsonValue part : path) {
            found =
                    part.isString()
                            ? found.asDocument().get(part.asString().getValue())
                            : found.asArray().get(part.asInt32().getValue());
        }
        return found;
    }
}
