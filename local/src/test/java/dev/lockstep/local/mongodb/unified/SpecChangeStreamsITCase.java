package dev.lockstep.local.mongodb.unified;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lockstep.local.mongodb.EmbeddedMongoDb.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The change-stream tests of MongoDB's driver specification, through the driver. Their files are
 * not part of the project; where they are absent the test is skipped, as are the tests that are for
 * servers which are not modelled, by their own {@code runOnRequirements}.
 */
final class SpecChangeStreamsITCase {
    private static final Path FILES = Path.of("..", "..", "shared", "spec-change-streams");

    /** Its tests are for 6.0, of which they need nothing but images. */
    private static final String IMAGES = "change-streams-pre_and_post_images.json";

    private static ModelledServer replicaSet;
    private static ModelledServer standalone;
    private static ModelledServer withImages;

    @BeforeAll
    static void start() {
        replicaSet = ModelledServer.start("4.4.0", "replicaset", Options.DEFAULT);
        standalone = ModelledServer.start("4.4.0", "single", Options.DEFAULT.asStandalone());
        withImages =
                ModelledServer.start("6.0.0", "replicaset", Options.DEFAULT.withPreAndPostImages());
    }

    @AfterAll
    static void stop() {
        Stream.of(replicaSet, standalone, withImages).forEach(ModelledServer::close);
    }

    @TestFactory
    Stream<DynamicContainer> specification() throws IOException {
        assumeTrue(Files.isDirectory(FILES), "no tests of MongoDB's specification at " + FILES);
        try (Stream<Path> files = Files.list(FILES)) {
            List<Path> tests =
                    files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
            return tests.stream().map(SpecChangeStreamsITCase::container);
        }
    }

    private static DynamicContainer container(Path file) {
        String name = file.getFileName().toString();
        List<ModelledServer> servers =
                name.equals(IMAGES) ? List.of(withImages) : List.of(replicaSet, standalone);
        return dynamicContainer(name, read(file).stream().map(it -> test(it, servers)));
    }

    private static List<UnifiedTest> read(Path file) {
        try {
            return UnifiedTest.ofFile(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DynamicTest test(UnifiedTest test, List<ModelledServer> servers) {
        return dynamicTest(test.description(), () -> run(test, servers));
    }

    private static void run(UnifiedTest test, List<ModelledServer> servers) {
        Optional<ModelledServer> server = servers.stream().filter(test::isFor).findFirst();
        assumeTrue(
                server.isPresent(),
                () ->
                        test.description()
                                + ": modelled are "
                                + servers
                                + ", it needs "
                                + test.requirements());
        test.run(server.orElseThrow());
    }
}
