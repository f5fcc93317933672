package dev.lockstep.mask;

import java.io.Serializable;

/** How a column's values are hidden. Null is not: it stays null. */
public sealed interface Mask extends Serializable {

    /** {@code ***} in place of any value. */
    record Redact() implements Mask {}

    /**
     * {@code ***} and the last characters of the value's text; of a text that has no more than
     * these, nothing.
     *
     * @param keep how many characters, at least 1
     */
    record Partial(int keep) implements Mask {}

    /**
     * 64 hexadecimal digits, the HMAC-SHA-256 of the value's text. Equal values have equal hashes,
     * so joins still work; equal numbers of different types are equal.
     */
    record Hash() implements Mask {}

    /** The value, encrypted by {@link Encryption}: only who has the key can read it. */
    record Encrypt() implements Mask {}

    /** NULL in place of any value. */
    record ToNull() implements Mask {}
}
