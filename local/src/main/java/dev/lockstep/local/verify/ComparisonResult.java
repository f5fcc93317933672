package dev.lockstep.local.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * What a comparison found.
 *
 * @param documents documents read
 * @param rows rows read
 * @param childRows rows of child tables read
 * @param deadLetters dead letters that no later event of their document superseded
 * @param differences how many there are
 * @param first the first of them, at most {@link #LISTED}
 */
public record ComparisonResult(
        long documents,
        long rows,
        long childRows,
        long deadLetters,
        long differences,
        List<Difference> first) {

    static final int LISTED = 20;

    public ComparisonResult {
        first = List.copyOf(first);
    }

    public boolean inStep() {
        return differences == 0;
    }

    /** One line with the numbers. */
    public String summary() {
        return "%s: %d documents, %d rows%s, %d dead letters, %d differences"
                .formatted(
                        inStep() ? "in step" : "NOT in step",
                        documents,
                        rows,
                        childRows == 0 ? "" : " and %d of elements".formatted(childRows),
                        deadLetters,
                        differences);
    }

    /** Counts while a comparison goes on. */
    static final class Counter {

        long documents;
        long rows;
        long childRows;
        private final long deadLetters;
        private long differences;
        private final List<Difference> first = new ArrayList<>();

        Counter(long deadLetters) {
            this.deadLetters = deadLetters;
        }

        void add(Difference difference) {
            differences++;
            if (first.size() < LISTED) {
                first.add(difference);
            }
        }

        ComparisonResult result() {
            return new ComparisonResult(
                    documents, rows, childRows, deadLetters, differences, first);
        }
    }
}
