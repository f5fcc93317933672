package dev.lockstep.type;

import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;

/**
 * The text of any value, for a person to read: a string as it is, an ObjectId or UUID as its
 * digits, everything else as relaxed extended JSON.
 */
public final class ReadableText {

    private ReadableText() {}

    public static String of(Value value) {
        String readable = ColumnFit.readable(value);
        return readable == null ? RelaxedJson.text(value) : readable;
    }
}
