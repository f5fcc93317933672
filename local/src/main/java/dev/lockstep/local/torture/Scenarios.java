package dev.lockstep.local.torture;

import java.util.List;

/** All that is done to a job. */
final class Scenarios {

    private Scenarios() {}

    /** In the order of {@code mvn verify}: what restarts a job slowly, or ends it, comes late. */
    static List<Scenario> all() {
        return List.of(
                new KillTaskManager(),
                new KillMySql(),
                new LockingUser(),
                new TooManyConnections(),
                new Rescale(),
                new StreamErrors(),
                new SourceAway(),
                new KillJobManager(),
                new NewerJar(),
                new FreezeTaskManager(),
                new LoseHistory(),
                new LoseState());
    }
}
