package dev.lockstep.local.demo;

/** Exit codes of the demo; Ctrl-C ends it with the JVM's own 130. */
final class DemoExit {

    static final int OK = 0;

    /** Source and target differ, or the job failed. */
    static final int FAILED = 1;

    static final int SOURCE = 3;
    static final int TARGET = 4;

    private DemoExit() {}
}
