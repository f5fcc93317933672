package dev.lockstep.local.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of at most 80 columns that is redrawn in place, each time with a single write. */
final class LiveTable implements Display {

    private static final String ESCAPE = "\u001b[";
    private static final String HIDE_CURSOR_AND_DO_NOT_WRAP = ESCAPE + "?25l" + ESCAPE + "?7l";
    private static final String SHOW_CURSOR_AND_WRAP = ESCAPE + "?7h" + ESCAPE + "?25h";
    private static final String CLEAR_REST_OF_LINE = ESCAPE + "K\n";
    private static final String BOLD = ESCAPE + "1m";
    private static final String PLAIN = ESCAPE + "0m";

    private final PrintStream out;
    private int drawn;

    LiveTable(PrintStream out) {
        this.out = out;
        out.print(HIDE_CURSOR_AND_DO_NOT_WRAP);
        out.flush();
    }

    @Override
    public void show(Status status) {
        List<String> lines = lines(status);
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append(ESCAPE).append(drawn).append('A');
        }
        lines.forEach(line -> frame.append('\r').append(line).append(CLEAR_REST_OF_LINE));
        drawn = lines.size();
        out.print(frame);
        out.flush();
    }

    static List<String> lines(Status status) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                BOLD
                        + "%-26s %9s %12s %12s %11s"
                                .formatted(
                                        "collection -> table",
                                        "snapshot",
                                        "documents",
                                        "rows",
                                        "changes/s")
                        + PLAIN);
        boolean flowing = status.readyAfter().isPresent();
        for (Status.Table table : status.tables()) {
            String collection = table.collection();
            lines.add(row("shop." + collection + " -> " + collection, table, flowing));
            status.children().stream()
                    .filter(child -> child.collection().equals(collection))
                    .forEach(child -> lines.add(row(child)));
        }
        lines.add(BOLD + row("total", status.total(), flowing) + PLAIN);
        lines.add("");
        lines.add(
                String.format(
                        Locale.ROOT,
                        "lag p50 %,d ms   p99 %,d ms   dead letters %,d   changes %,d",
                        status.lagP50(),
                        status.lagP99(),
                        status.deadLetters(),
                        status.total().changes()));
        lines.add(
                "elapsed %s   %s"
                        .formatted(
                                Status.seconds(status.elapsed()),
                                status.readyAfter()
                                                .map(
                                                        ready ->
                                                                "ready after "
                                                                        + Status.seconds(ready))
                                                .orElse("reading the snapshot")
                                        + "   Ctrl-C ends"));
        return lines;
    }

    private static String row(Status.Child child) {
        return String.format(
                Locale.ROOT,
                "%-26s %22s %,12d",
                "  ." + child.path() + " -> " + child.table(),
                "",
                child.rows());
    }

    private static String row(String name, Status.Table table, boolean flowing) {
        return String.format(
                Locale.ROOT,
                "%-26s %9s %,12d %,12d %,11.0f",
                name,
                flowing ? "done" : table.percent() + "%",
                table.documents(),
                table.rows(),
                table.changesPerSecond());
    }

    @Override
    public void close() {
        out.print(SHOW_CURSOR_AND_WRAP);
        out.flush();
    }
}
