package dev.lockstep.local.check;

import dev.lockstep.local.check.Violation.Kind;
import dev.lockstep.local.workload.DocumentKey;
import dev.lockstep.local.workload.History;
import dev.lockstep.local.workload.KeyHistory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Judges what one observer sees of the target, in the order in which it sees it: each row holds a
 * version that its document had, versions only grow, and a row goes only by a deletion. In child
 * tables it has what belongs to its version.
 */
public final class Checker {

    private static final int LISTED = 8;

    private final String observer;
    private final History history;
    private final Map<DocumentKey, Long> floors = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private long observations;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    /**
     * @param observer to name it in a report
     */
    public Checker(String observer, History history) {
        this.observer = observer;
        this.history = history;
    }

    /** There is a row. */
    public synchronized void row(RowVersion row) {
        observations++;
        KeyHistory key = history.of(row.key());
        long floor = floor(row.key());
        if (!row.isWhole()) {
            add(Kind.MIXED, row.key(), floor, row.version());
        } else if (!row.hasItsItems()) {
            add(Kind.TORN, row.key(), floor, row.version());
        } else if (!key.isState(row.version())) {
            add(Kind.NEVER_WRITTEN, row.key(), floor, row.version());
        } else if (row.version() < floor) {
            Kind kind = key.isDeletion(floor) ? Kind.CAME_BACK : Kind.WENT_BACK;
            add(kind, row.key(), floor, row.version());
        } else {
            floors.put(row.key(), row.version());
        }
    }

    /** There is no row. Of several deletions it may be the first that made it go. */
    public synchronized void noRow(DocumentKey document) {
        observations++;
        KeyHistory key = history.of(document);
        long floor = floor(document);
        if (floor == 0 || key.isDeletion(floor)) {
            return;
        }
        OptionalLong deletion = key.deletionAfter(floor);
        if (deletion.isPresent()) {
            floors.put(document, deletion.getAsLong());
        } else {
            add(Kind.VANISHED, document, floor, 0);
        }
    }

    /** These have rows and all other documents of the table have none. */
    public void table(String collection, TableView view) {
        Set<DocumentKey> without = new HashSet<>(history.keys());
        without.removeIf(key -> !key.collection().equals(collection));
        for (RowVersion row : view.rows()) {
            row(row);
            without.remove(row.key());
        }
        without.forEach(this::noRow);
        view.orphans().forEach(this::orphans);
    }

    private synchronized void orphans(DocumentKey document) {
        add(Kind.ORPHANED, document, floor(document), 0);
    }

    private long floor(DocumentKey key) {
        return floors.getOrDefault(key, 0L);
    }

    private void add(Kind kind, DocumentKey key, long floor, long version) {
        counts.merge(kind, 1L, Long::sum);
        if (violations.size() < LISTED) {
            List<String> done =
                    history.of(key)
                            .steps(Math.min(floor, version) - 2, Math.max(floor, version) + 2);
            violations.add(new Violation(kind, key, floor, version, done));
        }
    }

    /** The first of them. */
    public synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** Forgets what was wrong so far. */
    public synchronized void forget() {
        violations.clear();
        counts.clear();
    }

    /** Rows, and gaps between them, that were looked at. */
    public synchronized long observations() {
        return observations;
    }

    /** What was found, in some lines. */
    public synchronized String report() {
        StringBuilder report =
                new StringBuilder(
                        "%s saw in %d observations %s"
                                .formatted(
                                        observer,
                                        observations,
                                        counts.isEmpty() ? "nothing wrong" : counts));
        violations.forEach(violation -> report.append("\n  ").append(violation));
        return report.toString();
    }
}
