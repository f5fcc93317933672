package dev.lockstep.local.mongodb;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Writes replies as OP_MSG, or as OP_REPLY to what was asked in the old form. */
final class MessageEncoder extends MessageToByteEncoder<Message> {
    private static final int OP_REPLY = 1;
    private static final int OP_MSG = 2013;
    private static final byte BODY = 0;

    private int lastId;

    @Override
    protected void encode(ChannelHandlerContext context, Message reply, ByteBuf out) {
        int start = out.writerIndex();
        out.writeIntLE(0);
        out.writeIntLE(++lastId);
        out.writeIntLE(reply.requestId());
        if (reply.legacy()) {
            out.writeIntLE(OP_REPLY);
            // Flags, cursor id, starting from, number of documents.
            out.writeIntLE(0).writeLongLE(0).writeIntLE(0).writeIntLE(1);
        } else {
            out.writeIntLE(OP_MSG);
            out.writeIntLE(0).writeByte(BODY);
        }
        Bson.write(reply.body(), out);
        out.setIntLE(start, out.writerIndex() - start);
    }
}
