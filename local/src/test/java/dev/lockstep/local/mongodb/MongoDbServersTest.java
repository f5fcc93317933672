package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MongoDbServersTest {

    @Test
    void aGivenServerIsUsedAndItsPasswordNotTold() {
        String uri = "mongodb://writer:s3cret@db1:27017,db2:27017/?replicaSet=rs0&tls=true";
        try (MongoDb server = MongoDbServers.start(Optional.of(uri))) {
            assertThat(server.uri()).isEqualTo(uri);
            assertThat(server.describe()).isEqualTo("MongoDB at db1:27017,db2:27017");
            assertThat(server.toString()).doesNotContain("s3cret");
        }
    }

    @Test
    void theFirstExecutableMongodOfThePathIsFound(@TempDir Path folder) throws IOException {
        Path notExecutable =
                Files.createFile(Files.createDirectory(folder.resolve("a")).resolve("mongod"));
        Path mongod =
                Files.createFile(Files.createDirectory(folder.resolve("b")).resolve("mongod"));
        assertThat(notExecutable.toFile().setExecutable(false)).isTrue();
        assertThat(mongod.toFile().setExecutable(true)).isTrue();

        String path =
                String.join(File.pathSeparator, "", folder + "/a", folder + "/b", folder + "/c");
        assertThat(LocalMongod.find(path)).contains(mongod);
        assertThat(LocalMongod.find(folder + "/c")).isEmpty();
    }
}
