package dev.lockstep.local.torture;

import dev.lockstep.local.cluster.FlinkJob;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Stops the job behind a savepoint and goes on from it with another jar, as an upgrade does. */
final class NewerJar implements Scenario {

    @Override
    public String name() {
        return "a newer jar from a savepoint";
    }

    @Override
    public void run(Trial trial) throws Exception {
        Path newer = newer(trial);
        TortureException.require(
                Files.mismatch(newer, trial.ground.jar()) >= 0, "the newer jar is the old one");
        int parallelism = Writers.count(trial);
        String savepoint = trial.job().stopWithSavepoint();
        FlinkJob job = trial.submit(newer, parallelism, savepoint);
        trial.ground.require(
                "the job to go on from the savepoint",
                () -> job.restoredFrom().equals(Optional.of(savepoint)));
    }

    /** The same classes in another jar: Flink keeps jars by their hash and loads both. */
    private static Path newer(Trial trial) throws Exception {
        Path newer = trial.ground.folder.resolve("newer.jar");
        Files.copy(trial.ground.jar(), newer, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem jar = FileSystems.newFileSystem(newer)) {
            Files.writeString(jar.getPath("newer"), Long.toString(System.nanoTime()));
        }
        return newer;
    }
}
