package dev.lockstep.cli;

/** What the commands' exit codes mean; part of the command line's public interface. */
public final class ExitCode {

    /** Done, and nothing is wrong. */
    public static final int OK = 0;

    /** It ran, and differences were found or the job failed. */
    public static final int FAILED = 1;

    /** Wrong usage of the command line, or an invalid pipeline file. */
    public static final int USAGE = 2;

    /** The source can't be used: unreachable, no replica set, credentials, privileges. */
    public static final int SOURCE = 3;

    /** The target can't be used: unreachable, credentials, privileges, settings. */
    public static final int TARGET = 4;

    /** The local or the remote Flink cluster can't be used: a port in use, no answer. */
    public static final int CLUSTER = 5;

    /** Ended in order because of Ctrl-C; the JVM's own, and 143 for SIGTERM. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
