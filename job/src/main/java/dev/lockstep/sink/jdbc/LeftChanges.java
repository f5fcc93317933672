package dev.lockstep.sink.jdbc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once of each change of a table that is declared and that the job leaves to a person. */
final class LeftChanges {

    private static final Logger LOG = LoggerFactory.getLogger(LeftChanges.class);

    private final Map<String, TableSchema> checked = new HashMap<>();
    private final Map<String, List<LeftChange>> left = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private volatile int count;

    /** Costs nothing for a schema that was noted before. */
    void note(TableSchema schema, Declarations declared) {
        if (checked.put(schema.table(), schema) == schema) {
            return;
        }
        List<LeftChange> changes = LeftChange.of(schema, declared);
        left.put(schema.table(), changes);
        count = left.values().stream().mapToInt(List::size).sum();
        for (LeftChange change : changes) {
            if (told.add(change.toString())) {
                LOG.warn(
                        "{}: it stays as it is, and what it can't hold becomes dead letters."
                                + " `lockstep plan` prints the SQL that changes it.",
                        change);
            }
        }
    }

    /** How many there are in the tables written so far; any thread may ask. */
    int count() {
        return count;
    }
}
