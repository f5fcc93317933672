package dev.lockstep.local.demo;

import java.io.PrintStream;

/** Shows how the demo goes. */
sealed interface Display extends AutoCloseable permits LiveTable, StatusLines {

    /**
     * A table that is redrawn if a person looks at a terminal, else lines. The launcher says
     * whether it is one: {@link System#console} tells it no more since Java 22.
     */
    static Display on(PrintStream out) {
        String terminal = System.getenv().getOrDefault("TERM", "dumb");
        return Boolean.getBoolean("lockstep.terminal") && !terminal.equals("dumb")
                ? new LiveTable(out)
                : new StatusLines(out);
    }

    void show(Status status);

    /** Leaves the terminal as it was. */
    @Override
    void close();
}
