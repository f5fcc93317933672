package dev.lockstep.local.mongodb;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one connection's messages to the commands and their replies back, in whatever order they
 * are ready.
 */
final class CommandHandler extends SimpleChannelInboundHandler<Message> {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private final Commands commands;
    private final Connection connection;
    private final Freeze freeze;

    CommandHandler(Commands commands, Connection connection, Freeze freeze) {
        this.commands = commands;
        this.connection = connection;
        this.freeze = freeze;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Message message) {
        freeze.run(context.channel().eventLoop(), () -> execute(context, message));
    }

    private void execute(ChannelHandlerContext context, Message message) {
        Request request = Request.of(connection, message.database(), message.body());
        var unused =
                commands.execute(request)
                        .thenAccept(
                                reply -> {
                                    if (message.expectsReply()) {
                                        freeze.run(
                                                context.channel().eventLoop(),
                                                () -> send(context, message.reply(reply)));
                                    }
                                });
    }

    private static void send(ChannelHandlerContext context, Message reply) {
        var unused =
                context.writeAndFlush(reply).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The message may quote a document, so only the kind of error is logged.
        LOG.warn("closing a connection after {}", cause.getClass().getName());
        var unused = context.close();
    }
}
