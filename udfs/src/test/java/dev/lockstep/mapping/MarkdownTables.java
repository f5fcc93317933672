package dev.lockstep.mapping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tables of a Markdown file.
 *
 * @param lines the file's lines
 */
record MarkdownTables(List<String> lines) {

    /**
     * @param path from the repository's root
     */
    static MarkdownTables of(String path) {
        try {
            return new MarkdownTables(Files.readAllLines(Path.of("..").resolve(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The rows of the table whose header begins with these cells, without backticks; throws
     * IllegalArgumentException when there is none.
     */
    Stream<List<String>> rows(String... header) {
        return rowsWithHeader(header).skip(1);
    }

    /** The same, the header first. */
    Stream<List<String>> rowsWithHeader(String... header) {
        for (int i = 0; i < lines.size(); i++) {
            List<String> cells = cells(lines.get(i));
            if (cells.size() >= header.length
                    && cells.subList(0, header.length).equals(List.of(header))) {
                return lines.subList(i, lines.size()).stream()
                        .takeWhile(line -> line.startsWith("|"))
                        .filter(line -> !line.startsWith("| ---"))
                        .map(MarkdownTables::cells);
            }
        }
        throw new IllegalArgumentException("No table has the header " + List.of(header));
    }

    private static List<String> cells(String line) {
        if (!line.startsWith("|")) {
            return List.of();
        }
        return Arrays.stream(line.substring(1).split("\\|"))
                .map(cell -> cell.strip().replace("`", ""))
                .toList();
    }
}
