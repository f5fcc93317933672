package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * A document as BSON bytes that never change: a tenth of the heap of a decoded one, and safe to
 * hand to any thread while writers go on.
 */
final class EncodedDocument {
    static final int MAX_SIZE = 16 * 1024 * 1024;

    private final byte[] bson;

    private EncodedDocument(byte[] bson) {
        this.bson = bson;
    }

    /** Throws error 10334 for a document above 16 MB, as a server does. */
    static EncodedDocument of(Document document) {
        ByteBuf buffer = Unpooled.buffer(512);
        Bson.write(document, buffer);
        int size = buffer.readableBytes();
        if (size > MAX_SIZE) {
            throw new MongoServerError(
                    10334,
                    "BSONObjectTooLarge",
                    "BSONObj size: "
                            + size
                            + " is invalid. Size must be between 0 and 16793600(16MB)");
        }
        return new EncodedDocument(ByteBufUtil.getBytes(buffer));
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
