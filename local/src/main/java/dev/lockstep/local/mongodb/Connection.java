package dev.lockstep.local.mongodb;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One client's connection and who it has shown to be. Used by its own event loop only. */
final class Connection {
    private static final AtomicInteger IDS = new AtomicInteger();

    private final int id = IDS.incrementAndGet();
    private final Channel channel;
    private @Nullable ScramSha256 conversation;
    private User.@Nullable Id user;
    private String application = "";

    Connection(Channel channel) {
        this.channel = channel;
    }

    int id() {
        return id;
    }

    Channel channel() {
        return channel;
    }

    /** The address that the client reached; it becomes the member's name. */
    String host() {
        InetSocketAddress local = (InetSocketAddress) channel.localAddress();
        return local.getAddress().getHostAddress() + ":" + local.getPort();
    }

    /** The {@code appName} of the client's URI; empty when it has none. */
    String application() {
        return application;
    }

    void introduce(String name) {
        application = name;
    }

    void begin(ScramSha256 scram) {
        conversation = scram;
    }

    @Nullable ScramSha256 conversation() {
        return conversation;
    }

    void authenticate(User.Id as) {
        user = as;
    }

    void logOut() {
        user = null;
    }

    /** Who it has shown to be. */
    User.@Nullable Id user() {
        return user;
    }
}
