package dev.lockstep.local.cluster;

import java.net.URI;

/** Flink refused a request, with its reason, or did not answer. */
public final class FlinkRestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FlinkRestException(URI address, int status, String reason) {
        super("%s answered %d: %s".formatted(address, status, reason));
    }

    FlinkRestException(URI address, Throwable cause) {
        super(address + " did not answer", cause);
    }
}
