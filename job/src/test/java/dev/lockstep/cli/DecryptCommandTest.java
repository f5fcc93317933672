package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DecryptCommandTest {

    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    /** Made once, with a nonce of zeros: what was encrypted must stay readable. */
    private static final String ENCRYPTED = "1:k1:AAAAAAAAAAAAAAAA7BLhYzxgfeblYgJ4KxhICN6npJdb6No=";

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void decryptsLines() throws IOException {
        assertThat(run(ENCRYPTED + "\n" + ENCRYPTED + "\n", KEY)).isZero();
        assertThat(out.toString().lines()).containsExactly("\"a@b.c\"", "\"a@b.c\"");
    }

    @Test
    void tellsWhichLinesItCantDecrypt() throws IOException {
        assertThat(run("a@b.c\n" + ENCRYPTED + "\n", KEY)).isEqualTo(1);
        assertThat(out.toString().lines()).containsExactly("\"a@b.c\"");
        assertThat(err.toString().lines())
                .containsExactly("line 1: no key of the file decrypts it");
    }

    @Test
    void needsAValidFile() throws IOException {
        assertThat(run(ENCRYPTED, "c2hvcnQ=")).isEqualTo(2);
        assertThat(err.toString())
                .contains("masking.encryption_keys[0].key")
                .doesNotContain("c2hv");
    }

    private int run(String input, String key) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("shop.yaml"),
                        """
                        name: shop
                        source: { uri: "mongodb://localhost" }
                        target: { url: "jdbc:mysql://localhost/shop" }
                        masking: { encryption_keys: [{ id: k1, key: "${KEY}" }] }
                        collections: [{ from: shop.* }]
                        """);
        ByteArrayInputStream lines =
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return new CommandLine(new DecryptCommand(Map.of("KEY", key)::get, lines))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(file.toString());
    }
}
