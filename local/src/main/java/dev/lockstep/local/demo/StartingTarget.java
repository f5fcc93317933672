package dev.lockstep.local.demo;

import dev.lockstep.local.mysql.MySqlServer;
import dev.lockstep.local.mysql.MySqlServerException;
import dev.lockstep.local.mysql.MySqlServers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL server that starts in the background, because unpacking the embedded one takes seconds.
 */
final class StartingTarget implements AutoCloseable {

    private final CompletableFuture<MySqlServer> server;

    private StartingTarget(CompletableFuture<MySqlServer> server) {
        this.server = server;
    }

    static StartingTarget start(DemoOptions options) {
        return new StartingTarget(
                CompletableFuture.supplyAsync(
                        () ->
                                MySqlServers.start(
                                        options.mysqlUrl(),
                                        options.mysqlUser(),
                                        options.mysqlPassword())));
    }

    MySqlServer await() {
        try {
            return server.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MySqlServerException failure
                    ? DemoException.ofTarget(failure.getMessage(), failure)
                    : e;
        }
    }

    /** Waits for the start first, so that no server is left behind. */
    @Override
    public void close() {
        server.handle((started, failure) -> started).thenAccept(StartingTarget::close).join();
    }

    private static void close(@Nullable MySqlServer started) {
        if (started != null) {
            started.close();
        }
    }
}
