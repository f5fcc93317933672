package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import de.bwaldvogel.mongo.wire.message.MongoReply;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one connection's messages to the commands and their replies back, in whatever order they
 * are ready.
 */
final class CommandHandler extends SimpleChannelInboundHandler<ClientRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private final Commands commands;
    private final Connection connection;
    private int lastRequestId;

    CommandHandler(Commands commands, Connection connection) {
        this.commands = commands;
        this.connection = connection;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ClientRequest message) {
        MessageHeader header =
                new MessageHeader(++lastRequestId, message.getHeader().getRequestID());
        var unused =
                commands.execute(request(message))
                        .thenAccept(reply -> send(context, envelope(message, header, reply)));
    }

    private static void send(ChannelHandlerContext context, Object reply) {
        var unused =
                context.writeAndFlush(reply).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private Request request(ClientRequest message) {
        Document body =
                message instanceof MongoQuery query
                        ? query.getQuery()
                        : ((MongoMessage) message).getDocument();
        return Request.of(connection, message.getDatabaseName(), body);
    }

    private static Object envelope(ClientRequest message, MessageHeader header, Document reply) {
        return message instanceof MongoQuery
                ? new MongoReply(header, List.of(reply), 0)
                : new MongoMessage(message.getChannel(), header, reply);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The message may quote a document, so only the kind of error is logged.
        LOG.warn("closing a connection after {}", cause.getClass().getName());
        var unused = context.close();
    }
}
