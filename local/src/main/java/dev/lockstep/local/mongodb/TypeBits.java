package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What a resume token tells beside its text of a document key with numbers: whether each is an int
 * (00), long (01), double (10) or decimal (11), for their text is the same. Where all are ints
 * nothing is told.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/changeStreams/#resume-tokens-from-change-events">resume
 *     tokens</a>
 */
final class TypeBits {
    /** Before the key a token has three ints: version, kind of token, place in the transaction. */
    private static final int KEY_STARTS = 3 * 2;

    private static final int LONG = 1;
    private static final int DOUBLE = 2;
    private static final int DECIMAL = 3;

    private long bits;
    private int length = KEY_STARTS;

    private TypeBits() {}

    static @Nullable BinData of(EncodedDocument key) {
        if (!key.mayHoldTypedNumber()) {
            return null;
        }
        TypeBits types = new TypeBits();
        types.add(key.decode());
        return types.bits == 0 ? null : new BinData(types.encoded());
    }

    private void add(@Nullable Object value) {
        if (value instanceof Document document) {
            document.values().forEach(this::add);
        } else if (value instanceof Collection<?> array) {
            array.forEach(this::add);
        } else if (value instanceof Number number && length < Long.SIZE) {
            bits |= (long) kind(number) << length;
            length += 2;
        }
    }

    private static int kind(Number number) {
        if (number instanceof Long) {
            return LONG;
        }
        return number instanceof Double ? DOUBLE : number instanceof Decimal128 ? DECIMAL : 0;
    }

    /** One byte if it is below 128, else a byte with the number of those that follow. */
    private byte[] encoded() {
        int size = (length + 7) / 8;
        if (size == 1 && bits < 0x80) {
            return new byte[] {(byte) bits};
        }
        byte[] encoded = new byte[1 + size];
        encoded[0] = (byte) (0x80 | size);
        for (int i = 0; i < size; i++) {
            encoded[1 + i] = (byte) (bits >>> (8 * i));
        }
        return encoded;
    }
}
