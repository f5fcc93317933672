package dev.lockstep.config.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody who mistyped it most likely meant. */
public final class DidYouMean {

    private DidYouMean() {}

    /** The nearest name, if about two thirds of it are right. */
    public static Optional<String> among(Collection<String> names, String typed) {
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(plain(name), plain(typed))))
                .filter(
                        name ->
                                distance(plain(name), plain(typed))
                                        <= Math.max(1, name.length() / 3));
    }

    /** Without what differs between styles of naming: batchRows, batch-rows, batch_rows. */
    private static String plain(String name) {
        return name.replaceAll("[-_. ]", "").toLowerCase(Locale.ROOT);
    }

    /** The edit distance of Levenshtein: insertions, deletions and replacements of a character. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                current[j] =
                        Math.min(
                                previous[j - 1] + replace,
                                Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
