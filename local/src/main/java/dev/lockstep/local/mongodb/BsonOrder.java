package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * MongoDB's order of index keys. The engine's is taken where it is the same; binaries (by length,
 * subtype, bytes) and values that the engine can't compare are ordered here.
 */
final class BsonOrder implements Comparator<@Nullable Object> {
    private static final byte NULL = 10;
    private static final byte BINARY = 5;

    @Override
    public int compare(@Nullable Object left, @Nullable Object right) {
        if (!isOwn(left) && !isOwn(right)) {
            return ValueComparator.ascWithoutListHandling().compare(left, right);
        }
        int rank = Integer.compare(rank(type(left)), rank(type(right)));
        return rank != 0 ? rank : compareEncoded(left, right);
    }

    private static boolean isOwn(@Nullable Object value) {
        return value instanceof OpaqueValue
                || value instanceof BinData
                || value instanceof UUID
                || value instanceof LegacyUUID
                || value instanceof BsonJavaScript;
    }

    private static byte type(@Nullable Object value) {
        if (Missing.isNullOrMissing(value)) {
            return NULL;
        }
        return value instanceof OpaqueValue opaque
                ? opaque.type()
                : BsonEncoder.determineType(value);
    }

    /** The place of a BSON type among the types, as MongoDB's manual lists them. */
    private static int rank(byte type) {
        return switch (type) {
            case -1 -> 0;
            case 6, NULL -> 1;
            case 1, 16, 18, 19 -> 2;
            case 2, 14 -> 3;
            case 3 -> 4;
            case 4 -> 5;
            case BINARY -> 6;
            case 7 -> 7;
            case 8 -> 8;
            case 9 -> 9;
            case 17 -> 10;
            case 11 -> 11;
            case 12 -> 12;
            case 13 -> 13;
            case 15 -> 14;
            default -> 15;
        };
    }

    private static int compareEncoded(@Nullable Object left, @Nullable Object right) {
        ByteBuf leftBytes = encoded(left);
        ByteBuf rightBytes = encoded(right);
        if (type(left) == BINARY) {
            int length = Integer.compare(leftBytes.readIntLE(), rightBytes.readIntLE());
            if (length != 0) {
                return length;
            }
        }
        return ByteBufUtil.compare(leftBytes, rightBytes);
    }

    private static ByteBuf encoded(@Nullable Object value) {
        if (value instanceof OpaqueValue opaque) {
            return Unpooled.wrappedBuffer(opaque.bytes());
        }
        ByteBuf buffer = Unpooled.buffer();
        BsonEncoder.encodeValue(type(value), value, buffer);
        return buffer;
    }
}
