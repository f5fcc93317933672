package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ValidateCommandTest {

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void summarisesAValidFile() throws IOException {
        Path file = file("mongodb://localhost", "jdbc:mysql://localhost/shop", "shop.*");

        assertThat(validate(file.toString())).isEqualTo(ExitCode.OK);
        assertThat(out).hasToString("%s: valid%n  shop.* -> {collection}%n".formatted(file));
        assertThat(err).hasToString("");
    }

    @Test
    void printsAProblemPerLine() throws IOException {
        Path file = file("mongodb://localhost", "jdbc:mysql:///shop", "orders");

        assertThat(validate(file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(out).hasToString("");
        assertThat(err)
                .hasToString(
                        ("%s:3:16: target.url: is not a JDBC URL of a MySQL database"
                                        + " (jdbc:mysql://host:3306/database; other targets are not"
                                        + " there yet)%n"
                                        + "%s:4:23: collections[0].from: 'orders' is not a"
                                        + " collection to read (database.collection, or database.*"
                                        + " for all of a database; not admin, local, config)%n")
                                .formatted(file, file));
    }

    @Test
    void wantsAFile() {
        assertThat(validate()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("Missing required parameter: 'FILE'");
    }

    @Test
    void saysWhichServersCannotBeReached() throws IOException {
        int port = closedPort();
        Path file =
                file(
                        "mongodb://me:s3cret@127.0.0.1:" + port + "/?replicaSet=rs0",
                        "jdbc:mysql://127.0.0.1:" + port + "/shop?password=s3cret",
                        "shop.*");

        assertThat(validate(file.toString(), "--connect")).isEqualTo(ExitCode.SOURCE);
        assertThat(err)
                .hasToString(
                        ("error    source connection: cannot reach 127.0.0.1:%d: nothing listens"
                                        + " there (check source.uri, the network, and that MongoDB"
                                        + " runs there)%n"
                                        + "error    target connection: cannot reach 127.0.0.1:%d:"
                                        + " nothing listens there (check target.url, the network,"
                                        + " and that MySQL runs there)%n")
                                .formatted(port, port));
    }

    private int validate(String... arguments) {
        Map<String, String> environment = Map.of();
        return new CommandLine(new ValidateCommand(environment::get))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Path file(String uri, String url, String from) throws IOException {
        return Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: shop
                source: { uri: "%s" }
                target: { url: "%s" }
                collections: [{ from: "%s" }]
                """
                        .formatted(uri, url, from));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
