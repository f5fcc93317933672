package dev.lockstep.local.demo;

import dev.lockstep.cli.ExitCode;

/** The demo can't go on; the message tells a person what to do. */
public final class DemoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private DemoException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    private DemoException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static DemoException ofSource(String message) {
        return new DemoException(ExitCode.SOURCE, message);
    }

    static DemoException ofSource(String message, Throwable cause) {
        return new DemoException(ExitCode.SOURCE, message, cause);
    }

    static DemoException ofTarget(String message) {
        return new DemoException(ExitCode.TARGET, message);
    }

    static DemoException ofTarget(String message, Throwable cause) {
        return new DemoException(ExitCode.TARGET, message, cause);
    }

    static DemoException ofJob(String message) {
        return new DemoException(ExitCode.FAILED, message);
    }

    static DemoException ofJob(String message, Throwable cause) {
        return new DemoException(ExitCode.FAILED, message, cause);
    }

    static DemoException ofCluster(String message, Throwable cause) {
        return new DemoException(ExitCode.CLUSTER, message, cause);
    }

    public int exitCode() {
        return exitCode;
    }
}
