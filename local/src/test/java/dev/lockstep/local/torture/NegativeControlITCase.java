package dev.lockstep.local.torture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.local.cluster.Built;
import dev.lockstep.local.workload.WorkloadOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job whose writers keep no progress lets rows go back: the torture must find that. */
final class NegativeControlITCase {

    /** A kill right behind a checkpoint may replay too little to be seen. */
    private static final int KILLS = 8;

    @TempDir private Path folder;

    @Test
    void findsRowsThatWentBack() throws Exception {
        assumeTrue(
                Built.jobJar().isPresent() && Built.clusterClassPath().isPresent(),
                "needs what the build has packaged: run it by `mvn verify`");
        PrintStream out = System.out;
        try (Ground ground = Ground.withoutProgress(6, folder, out);
                Trial trial = Trial.streaming(ground, "control", WorkloadOptions.of(6))) {
            assertThatThrownBy(() -> killTaskManagers(trial))
                    .isInstanceOf(TortureException.class)
                    .hasMessageContaining("the write log saw")
                    .hasMessageContaining("WENT_BACK");
        }
    }

    private static void killTaskManagers(Trial trial) throws Exception {
        for (int i = 0; i < KILLS; i++) {
            new KillTaskManager().run(trial);
            trial.settle();
        }
    }
}
