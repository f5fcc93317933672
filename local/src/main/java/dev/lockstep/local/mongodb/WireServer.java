package dev.lockstep.local.mongodb;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Listens on a port of this machine and speaks MongoDB's wire protocol. */
final class WireServer implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    private final ChannelGroup connections =
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final EventLoopGroup loops;
    private final Channel listening;

    private WireServer(
            int port,
            @Nullable SslContext tls,
            Function<Channel, CommandHandler> handler,
            Consumer<Channel> onClose) {
        // Commands run on these threads; a few, so that a long one does not hold up everybody.
        loops =
                new MultiThreadIoEventLoopGroup(
                        Math.max(4, Runtime.getRuntime().availableProcessors()),
                        new DefaultThreadFactory("embedded-mongodb", true),
                        NioIoHandler.newFactory());
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(initializer(tls, handler, onClose))
                        .bind(HOST, port)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var unused = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw cannotListen(port, bound.cause());
        }
        listening = bound.channel();
    }

    private static MongoDbStartException cannotListen(int port, Throwable cause) {
        String reason =
                cause instanceof BindException
                        ? "another process has the port: end it, or choose another port"
                        : cause.getClass().getSimpleName();
        return new MongoDbStartException(
                "cannot listen on " + HOST + ":" + port + ": " + reason, cause);
    }

    /**
     * Binds at once; port 0 takes a free one. What is accepted before the handlers are ready waits
     * in the backlog.
     */
    static WireServer start(
            int port,
            @Nullable SslContext tls,
            Function<Channel, CommandHandler> handler,
            Consumer<Channel> onClose) {
        return new WireServer(port, tls, handler, onClose);
    }

    private ChannelInitializer<SocketChannel> initializer(
            @Nullable SslContext tls,
            Function<Channel, CommandHandler> handler,
            Consumer<Channel> onClose) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                connections.add(channel);
                channel.closeFuture().addListener(closed -> onClose.accept(channel));
                if (tls != null) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel.pipeline()
                        .addLast(
                                new MessageEncoder(), new MessageDecoder(), handler.apply(channel));
            }
        };
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    void dropConnections() {
        // Not the whole group: a closed group closes whatever comes later, too.
        for (Channel connection : connections) {
            var unused = connection.close();
        }
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
