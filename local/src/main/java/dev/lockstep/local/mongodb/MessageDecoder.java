package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads OP_MSG and OP_QUERY. */
final class MessageDecoder extends LengthFieldBasedFrameDecoder {
    static final int MAX_MESSAGE_SIZE = 48_000_000;
    private static final int OP_QUERY = 2004;
    private static final int OP_MSG = 2013;
    private static final int CHECKSUM_PRESENT = 1;
    private static final int MORE_TO_COME = 1 << 1;
    private static final int CHECKSUM_SIZE = 4;
    private static final byte SEQUENCE = 1;

    MessageDecoder() {
        super(MAX_MESSAGE_SIZE, 0, Integer.BYTES, -Integer.BYTES, Integer.BYTES);
    }

    @Override
    protected long getUnadjustedFrameLength(ByteBuf in, int offset, int length, ByteOrder order) {
        return in.getUnsignedIntLE(offset);
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
        ByteBuf frame = (ByteBuf) super.decode(context, in);
        if (frame == null) {
            return null;
        }
        try {
            int requestId = frame.readIntLE();
            frame.skipBytes(Integer.BYTES);
            int opCode = frame.readIntLE();
            return switch (opCode) {
                case OP_MSG -> readMessage(requestId, frame);
                case OP_QUERY -> readQuery(requestId, frame);
                default ->
                        throw new CorruptedFrameException("operation " + opCode + " is not served");
            };
        } finally {
            frame.release();
        }
    }

    private static Message readMessage(int requestId, ByteBuf frame) {
        int flags = frame.readIntLE();
        int rest = (flags & CHECKSUM_PRESENT) == 0 ? 0 : CHECKSUM_SIZE;
        Document body = new Document();
        Document sequences = new Document();
        while (frame.readableBytes() > rest) {
            if (frame.readByte() == SEQUENCE) {
                readSequence(frame.readSlice(frame.readIntLE() - Integer.BYTES), sequences);
            } else {
                body = Bson.readDocument(frame);
            }
        }
        body.putAll(sequences);
        boolean expectsReply = (flags & MORE_TO_COME) == 0;
        return new Message(requestId, (String) body.get("$db"), body, false, expectsReply);
    }

    private static void readSequence(ByteBuf section, Document sequences) {
        String name = Bson.readName(section);
        List<Document> documents = new ArrayList<>();
        while (section.isReadable()) {
            documents.add(Bson.readDocument(section));
        }
        sequences.put(name, documents);
    }

    private static Message readQuery(int requestId, ByteBuf frame) {
        frame.skipBytes(Integer.BYTES);
        Namespace namespace = Namespace.parse(Bson.readName(frame));
        if (!namespace.collection().equals("$cmd")) {
            throw new CorruptedFrameException("legacy queries are not served");
        }
        frame.skipBytes(2 * Integer.BYTES);
        Document body = Bson.readDocument(frame);
        Document command = body.get("$query") instanceof Document query ? query : body;
        return new Message(requestId, namespace.database(), command, true, true);
    }
}
