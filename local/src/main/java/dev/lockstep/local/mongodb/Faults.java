package dev.lockstep.local.mongodb;

import java.time.Duration;

/** Lets go wrong what can go wrong with a real replica set, when a test asks for it. */
public final class Faults {
    private final FailPoints failPoints;
    private final Freeze freeze;
    private final Cursors cursors;
    private final Election election;
    private final WireServer server;

    Faults(
            FailPoints failPoints,
            Freeze freeze,
            Cursors cursors,
            Election election,
            WireServer server) {
        this.failPoints = failPoints;
        this.freeze = freeze;
        this.cursors = cursors;
        this.election = election;
        this.server = server;
    }

    /** Replaces the fail point that was set before, by this or by {@code configureFailPoint}. */
    public void failCommand(FailPoint point) {
        failPoints.failCommand(point);
    }

    /** Commands are as they should be again. */
    public void failNoCommand() {
        failPoints.off();
    }

    /**
     * The server answers nobody for this long, as if its process were stopped; clients can still
     * connect. What they sent meanwhile is done afterwards.
     */
    public void freeze(Duration duration) {
        freeze.begin(duration);
    }

    /**
     * The primary gives up its role: all connections drop, open transactions are aborted, and
     * writes are refused with error 10107 until it is elected again.
     */
    public void stepDown(Duration duration) {
        election.stepDown(duration);
        dropConnections();
    }

    /** Closes all connections; clients can connect again at once. */
    public void dropConnections() {
        server.dropConnections();
    }

    /** Closes all cursors, also those that somebody waits on: error 43. */
    public void killCursors() {
        cursors.killAll();
    }
}
