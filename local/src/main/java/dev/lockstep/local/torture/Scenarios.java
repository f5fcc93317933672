package dev.lockstep.local.torture;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** All that is done to a job. */
final class Scenarios {

    private Scenarios() {}

    /**
     * In the order of {@code mvn verify}: what restarts a job slowly, or ends it, comes late.
     *
     * @param away how long a server is gone
     */
    static List<Scenario> all(Duration away) {
        return List.of(
                new KillTaskManager(),
                new KillMySql(),
                new LockingUser(),
                new TooManyConnections(),
                new Rescale(),
                new DropCollection(),
                new StreamErrors(),
                new SourceAway(away),
                new KillJobManager(),
                new NewerJar(),
                new KillInSnapshot(),
                new KillAtHandOver(),
                new FreezeTaskManager(),
                new Fence(),
                new LoseHistory(),
                new KillInResnapshot(),
                new LoseState());
    }

    /** Those with one of the texts in their name; all if there is no text. */
    static List<Scenario> named(List<String> texts, Duration away) {
        List<Scenario> all = all(away);
        List<Scenario> named =
                all.stream()
                        .filter(
                                scenario ->
                                        texts.isEmpty()
                                                || texts.stream()
                                                        .anyMatch(scenario.name()::contains))
                        .toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing is named so; there are: "
                            + all.stream().map(Scenario::name).collect(Collectors.joining("; ")));
        }
        return named;
    }
}
