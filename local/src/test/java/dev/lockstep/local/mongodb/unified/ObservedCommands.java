package dev.lockstep.local.mongodb.unified;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** The commands that a client has sent, except those that a test ignores. */
final class ObservedCommands implements CommandListener {

    /** Never observed, says the format, unless a test asks for them. */
    private static final Set<String> ALWAYS_IGNORED =
            Set.of("configureFailPoint", "hello", "isMaster", "saslStart", "saslContinue");

    private final BsonArray ignored;
    private final List<BsonDocument> commands = new ArrayList<>();

    ObservedCommands(BsonArray ignored) {
        this.ignored = ignored;
    }

    @Override
    public synchronized void commandStarted(CommandStartedEvent event) {
        BsonString name = new BsonString(event.getCommandName());
        if (!ALWAYS_IGNORED.contains(name.getValue()) && !ignored.contains(name)) {
            commands.add(
                    new BsonDocument("commandName", name)
                            .append("databaseName", new BsonString(event.getDatabaseName()))
                            .append("command", event.getCommand().clone()));
        }
    }

    /** Compares with an element of {@code expectEvents}. */
    synchronized void check(BsonDocument expectation) {
        BsonArray expected = expectation.getArray("events");
        assertThat(commands).hasSizeGreaterThanOrEqualTo(expected.size());
        if (!expectation.getBoolean("ignoreExtraEvents", BsonBoolean.FALSE).getValue()) {
            assertThat(commands).hasSize(expected.size());
        }
        for (int i = 0; i < expected.size(); i++) {
            check(expected.get(i).asDocument(), commands.get(i));
        }
    }

    private static void check(BsonDocument expected, BsonDocument command) {
        assertThat(expected.keySet()).containsExactly("commandStartedEvent");
        for (var field : expected.getDocument("commandStartedEvent").entrySet()) {
            BsonValue actual = command.get(field.getKey());
            assertThat(actual).as(field.getKey()).isNotNull();
            Match.root(field.getValue(), actual);
        }
    }
}
