package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Bson;
import java.util.Arrays;
import java.util.Objects;

/**
 * A BSON value of a type that the engine does not know, such as a binary of a rare subtype or code
 * with scope: it is kept and returned as it came, and equals what has the same bytes.
 */
final class OpaqueValue implements Bson {
    private static final long serialVersionUID = 1L;

    private final byte type;
    private final byte[] bytes;

    OpaqueValue(byte type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    byte type() {
        return type;
    }

    /** The value as it stands behind its type and name. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OpaqueValue that
                && type == that.type
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, Arrays.hashCode(bytes));
    }

    @Override
    public String toString() {
        return "BSON type " + type + " of " + bytes.length + " bytes";
    }
}
