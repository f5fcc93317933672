package dev.lockstep.local.torture;

import dev.lockstep.local.workload.WorkloadOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Does everything that can happen to one job under a workload, in random order, until time is up.
 */
public final class Torture {

    private static final Duration AWAY = Duration.ofSeconds(30);

    private final long seed;
    private final List<Scenario> scenarios;
    private final Path folder;
    private final PrintStream out;

    /**
     * @param seed chooses the changes of documents and the order of what happens
     * @param only does only what has one of these texts in its name; empty for all
     * @throws IllegalArgumentException if nothing has; it names all
     * @param folder an empty one, for the cluster's files; it is left behind
     * @param out for what is done, and when
     */
    public Torture(long seed, List<String> only, Path folder, PrintStream out) {
        this.seed = seed;
        this.scenarios = Scenarios.named(only, AWAY);
        this.folder = folder;
        this.out = out;
    }

    /**
     * Returns when the time is up and nothing was wrong.
     *
     * @throws TortureException with what is wrong
     */
    public void run(Duration duration) throws Exception {
        long end = System.nanoTime() + duration.toNanos();
        Random random = new Random(seed);
        List<Scenario> next = new ArrayList<>();
        try (Ground ground = Ground.start(seed, folder, out);
                Trial trial = Trial.streaming(ground, "torture", WorkloadOptions.of(seed))) {
            while (System.nanoTime() < end) {
                if (next.isEmpty()) {
                    next.addAll(scenarios);
                    Collections.shuffle(next, random);
                }
                Scenario scenario = next.remove(0);
                ground.journal.say(scenario.name());
                scenario.run(trial);
                trial.settle();
            }
        }
    }
}
