package dev.lockstep.local.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds a port for the web UI. */
public final class FreePort {

    private static final int TRIES = 100;

    private FreePort() {}

    /** The preferred port, or the first free one of the hundred after it. */
    public static int from(int preferred) {
        for (int port = preferred; port < preferred + TRIES; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no free port for the web UI from %d to %d: choose another with --port"
                        .formatted(preferred, preferred + TRIES - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
