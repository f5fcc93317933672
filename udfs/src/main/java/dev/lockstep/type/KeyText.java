package dev.lockstep.type;

import com.fasterxml.jackson.core.io.NumberOutput;
import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;
import java.util.Set;

/**
 * The text of a document id in a text key column. No two ids have one text: a string is as it is,
 * and every other id extended JSON that tells its type, relaxed but for numbers and UUIDs ({@code
 * {"$numberInt":"7"}}, {@code {"$uuid":"..."}}). A string that could be taken for such a text is a
 * JSON string, in quotes.
 */
public final class KeyText {

    /** The only JSON texts of ids that do not begin with a brace. */
    private static final Set<String> BARE = Set.of("true", "false", "null");

    private KeyText() {}

    public static String of(Value value) {
        if (value instanceof Value.Text text) {
            return isTakenForJson(text.value()) ? RelaxedJson.text(value) : text.value();
        } else if (value instanceof Value.Int32 number) {
            return wrapped("$numberInt", Integer.toString(number.value()));
        } else if (value instanceof Value.Int64 number) {
            return wrapped("$numberLong", Long.toString(number.value()));
        } else if (value instanceof Value.Float64 number) {
            // Unlike Double's own text it does not depend on the Java version.
            return wrapped("$numberDouble", NumberOutput.toString(number.value(), true));
        } else if (value instanceof Value.Uuid uuid) {
            return wrapped("$uuid", uuid.value());
        }
        return RelaxedJson.text(value);
    }

    private static boolean isTakenForJson(String text) {
        return text.startsWith("{") || text.startsWith("\"") || BARE.contains(text);
    }

    private static String wrapped(String name, String text) {
        return "{\"" + name + "\":\"" + text + "\"}";
    }
}
