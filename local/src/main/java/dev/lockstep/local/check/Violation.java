package dev.lockstep.local.check;

import dev.lockstep.local.workload.DocumentKey;
import java.util.List;

/**
 * The target showed what it never may.
 *
 * @param floor the newest version, or deletion, that it had shown before
 * @param found the version that the row has; 0 for no row
 * @param done what was done to the document about then
 */
public record Violation(Kind kind, DocumentKey key, long floor, long found, List<String> done) {

    public Violation {
        done = List.copyOf(done);
    }

    /** What is wrong. */
    public enum Kind {
        /** The row's values are not those of its version. */
        MIXED,
        /** The rows in the child tables are not those of the row's version. */
        TORN,
        /** There are rows in the child tables, and no row that they are below. */
        ORPHANED,
        /** The document never had this version. */
        NEVER_WRITTEN,
        /** An older version came after a newer one. */
        WENT_BACK,
        /** A deleted document came back with a version from before. */
        CAME_BACK,
        /** The row is gone, and the document was not deleted. */
        VANISHED
    }

    @Override
    public String toString() {
        return "%s %s: version %d after %d (of %s)"
                .formatted(kind, key, found, floor, String.join(", ", done));
    }
}
