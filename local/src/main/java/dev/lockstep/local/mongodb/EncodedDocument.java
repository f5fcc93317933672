package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Locale;

/**
 * A document as BSON bytes that never change: a tenth of the heap of a decoded one, and safe to
 * hand to any thread while writers go on.
 */
final class EncodedDocument {
    static final int MAX_SIZE = 16 * 1024 * 1024;

    /** What a server allows itself: a document of the maximal size and something around it. */
    private static final int INTERNAL_MAX_SIZE = MAX_SIZE + 16 * 1024;

    private final byte[] bson;

    private EncodedDocument(byte[] bson) {
        this.bson = bson;
    }

    static EncodedDocument of(Document document) {
        ByteBuf buffer = Unpooled.buffer(512);
        Bson.write(document, buffer);
        return new EncodedDocument(ByteBufUtil.getBytes(buffer));
    }

    /** Throws error 10334 for an event that is larger than a server allows itself. */
    static EncodedDocument ofEvent(Document event) {
        EncodedDocument encoded = of(event);
        if (encoded.size() > INTERNAL_MAX_SIZE) {
            throw new MongoServerError(
                    10334,
                    "BSONObjectTooLarge",
                    String.format(
                            Locale.ROOT,
                            "BSONObj size: %d (0x%X) is invalid. Size must be between 0 and"
                                    + " 16793600(16MB) First element: %s",
                            encoded.size(),
                            encoded.size(),
                            firstElement(event)));
        }
        return encoded;
    }

    /** The next document of a buffer. */
    static EncodedDocument read(ByteBuf in) {
        byte[] bson = new byte[in.getIntLE(in.readerIndex())];
        in.readBytes(bson);
        return new EncodedDocument(bson);
    }

    /** Decoded, but for the documents inside. */
    Document decodeHead() {
        return Bson.readHead(Unpooled.wrappedBuffer(bson));
    }

    private static String firstElement(Document document) {
        String name = document.keySet().iterator().next();
        return name + ": " + Json.toCompactJsonValue(document.get(name));
    }

    /** Whether its first value is a number other than an int, or may hold one. */
    boolean mayHoldTypedNumber() {
        return switch (bson[Integer.BYTES]) {
            case 0x01, 0x03, 0x04, 0x12, 0x13 -> true;
            default -> false;
        };
    }

    /** A decoded copy that belongs to the caller. */
    Document decode() {
        return Bson.readDocument(Unpooled.wrappedBuffer(bson));
    }

    void writeTo(ByteBuf out) {
        out.writeBytes(bson);
    }

    int size() {
        return bson.length;
    }
}
