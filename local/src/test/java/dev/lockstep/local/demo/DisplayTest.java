package dev.lockstep.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisplayTest {

    private static final Status STATUS =
            new Status(
                    Duration.ofMillis(12_300),
                    Optional.of(Duration.ofMillis(9_800)),
                    List.of(
                            new Status.Table("orders", 123_456_789, 61_728_394, 4_000, 1_234.5),
                            new Status.Table("customers", 2_000, 2_000, 60, 9.4)),
                    List.of(new Status.Child("orders", "items", "orders_items", 123_456_789)),
                    1_230,
                    45_600,
                    12);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void lineHasAllNumbers() {
        assertThat(StatusLines.line(STATUS))
                .isEqualTo(
                        "  12 s  rows 61,730,394 of 123,458,789 and 123,456,789 of elements"
                                + "  1,244 changes/s"
                                + "  lag p50 1,230 ms p99 45,600 ms  dead 12");
    }

    @Test
    void linesComeEveryTwoSecondsAndSayOnceWhenChangesFlow() {
        try (Display display = new StatusLines(out)) {
            display.show(at(12_300));
            display.show(at(12_800));
            display.show(at(14_300));
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .first()
                .isEqualTo("Ready (changes flowing) after 9.8 s");
    }

    private static Status at(int millis) {
        return new Status(
                Duration.ofMillis(millis),
                STATUS.readyAfter(),
                STATUS.tables(),
                List.of(),
                1,
                2,
                0);
    }

    @Test
    void tableFitsEightyColumns() {
        assertThat(LiveTable.lines(STATUS))
                .allMatch(line -> line.replaceAll("\u001b\\[\\d+m", "").length() <= 80);
        assertThat(LiveTable.lines(STATUS).subList(2, 5))
                .containsExactly(
                        "shop.orders -> orders           done  123,456,789   61,728,394       1,235",
                        "  .items -> orders_items                           123,456,789",
                        "shop.customers -> customers      done        2,000        2,000           9");
    }

    @Test
    void tableIsRedrawnInPlaceAndLeavesTheTerminalAsItWas() {
        try (Display display = new LiveTable(out)) {
            display.show(STATUS);
            bytes.reset();
            display.show(STATUS);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith("\u001b[" + LiveTable.lines(STATUS).size() + "A\r")
                .endsWith("\u001b[?7h\u001b[?25h");
    }
}
