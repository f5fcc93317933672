package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import dev.lockstep.local.cluster.FlinkProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * {@code SIGSTOP} of a TaskManager that writes, until it is declared lost and others do its work;
 * then {@code SIGCONT}: it goes on with the batch that it has, and must not get it through. Its
 * session was ended by those who took over, and with a new one the fence refuses it.
 */
final class FreezeTaskManager implements Scenario {

    /** What a writer logs whose batch did not get through. */
    private static final Pattern REFUSED =
            Pattern.compile("FencedException|Attempt \\d+ at the target failed");

    private static final Duration CANCELLED = Duration.ofSeconds(8);

    /** It may be told to cancel before it tries. */
    private static final int ROUNDS = 5;

    @Override
    public String name() {
        return "freeze a TaskManager until it is lost";
    }

    @Override
    public void run(Trial trial) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            if (zombieTried(trial)) {
                trial.ground.journal.say("the zombie was refused, in round " + round);
                return;
            }
        }
        throw new TortureException("no zombie tried to commit");
    }

    private static boolean zombieTried(Trial trial) throws Exception {
        FlinkJob job = trial.job();
        int attempt = job.attempt();
        FlinkProcess zombie = Writers.process(trial);
        long refusals = refusals(zombie);
        zombie.suspend();
        try {
            job.awaitRunningAfter(attempt);
            trial.awaitWrites();
        } finally {
            zombie.resume();
        }
        return trial.ground.happens(CANCELLED, () -> refusals(zombie) > refusals);
    }

    private static long refusals(FlinkProcess process) {
        try {
            return REFUSED.matcher(process.log()).results().count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
