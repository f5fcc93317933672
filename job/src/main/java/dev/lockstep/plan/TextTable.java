package dev.lockstep.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Lines of cells under headings, in columns as wide as they need to be. */
final class TextTable {

    private final List<List<String>> lines = new ArrayList<>();

    TextTable(String... headings) {
        add(headings);
    }

    void add(String... cells) {
        lines.add(List.of(cells));
    }

    /** The lines, without spaces at their ends. */
    List<String> lines() {
        int columns = lines.get(0).size();
        int[] widths =
                IntStream.range(0, columns)
                        .map(i -> lines.stream().mapToInt(it -> it.get(i).length()).max().orElse(0))
                        .toArray();
        return lines.stream().map(line -> line(line, widths)).toList();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
