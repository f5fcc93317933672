package dev.lockstep.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LockstepITCase {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StringWriter usage = new StringWriter();

    @Test
    void refusesWrongOptions() {
        assertThat(execute("demo", "--rate", "0")).isEqualTo(2);
        assertThat(execute("demo", "--port", "65536")).isEqualTo(2);
        assertThat(usage.toString().lines())
                .contains("--rate must be 1 or more", "--port must be from 1 to 65535");
    }

    @Test
    void namesAnUnreachableMySqlWithoutItsPassword() {
        String url = "jdbc:mysql://user:secret@127.0.0.1:1/shop";

        assertThat(execute("demo", "--mysql-url", url)).isEqualTo(4);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "lockstep: MySQL at 127.0.0.1:1 can't be reached: check --mysql-url%n"
                                .formatted());
    }

    @Test
    void refusesWrongOptionsOfAMongoDb() {
        assertThat(execute("local", "mongodb", "--port", "65536")).isEqualTo(2);
        assertThat(execute("local", "mongodb", "--user", "me", "--password", "")).isEqualTo(2);
        assertThat(usage.toString().lines())
                .contains(
                        "--port must be from 0 to 65535",
                        "--user needs a password: set LOCKSTEP_MONGODB_PASSWORD, or give"
                                + " --password");
    }

    @Test
    void refusesWrongOptionsOfClusterAndTorture() {
        assertThat(execute("local", "cluster", "--taskmanagers", "0")).isEqualTo(2);
        assertThat(execute("torture", "--minutes", "0")).isEqualTo(2);
        assertThat(usage.toString().lines())
                .contains("--taskmanagers must be from 1 to 32", "--minutes must be 1 or more");
    }

    @Test
    void namesAPortThatIsTaken() {
        try (EmbeddedMongoDb first = EmbeddedMongoDb.start()) {
            String port = Integer.toString(first.port());

            assertThat(execute("local", "mongodb", "--port", port)).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo(
                            "lockstep: cannot listen on 127.0.0.1:%s: another process has the port:"
                                            .formatted(port)
                                    + " end it, or choose another port%n".formatted());
        }
    }

    private int execute(String... arguments) {
        PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
        CommandLine lockstep =
                Lockstep.commandLine(
                        new PrintStream(
                                OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                        stderr);
        return lockstep.setErr(new PrintWriter(usage, true)).execute(arguments);
    }
}
