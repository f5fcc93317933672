package dev.lockstep.type;

import dev.lockstep.value.Value;

/**
 * The readable text of a document id in a key column that holds ids of several types: a string as
 * it is, an ObjectId or UUID as its digits, everything else as relaxed extended JSON.
 *
 * <p>A string and an id of another type with the same text (the string "7" and the number 7) are
 * one row; a collection that has both needs a declared key.
 */
public final class KeyText {

    private KeyText() {}

    public static String of(Value value) {
        return ReadableText.of(value);
    }
}
