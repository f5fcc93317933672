package dev.lockstep.local.workload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The versions of one document, from 1 on and also over its deletions, each of which takes one. A
 * version is begun before the source hears of it: the target may show it before the source's answer
 * is here.
 */
public final class KeyHistory {

    private static final int REMEMBERED = 400;

    /** What a version is. */
    public enum Kind {
        /** A state that must become a row. */
        STATE,
        /** A state that no row can hold: a dead letter, and the row stays what it was. */
        POISON,
        DELETION
    }

    private final Deque<Step> steps = new ArrayDeque<>();
    private final TreeSet<Long> deletions = new TreeSet<>();
    private final Set<Long> invisible = new HashSet<>();
    private long newest;
    private long row;
    private boolean poisoned;

    /**
     * What the target must show when everything has arrived.
     *
     * @param row the row's version; 0 for no row
     * @param deadLetter whether the document's newest version is a dead letter
     */
    public record Expected(long row, boolean deadLetter) {}

    private record Step(long version, Kind kind, boolean done) {

        @Override
        public String toString() {
            String what = kind == Kind.STATE ? "" : " " + kind;
            return version + what + (done ? "" : " undone");
        }
    }

    /** A new version that is about to be written. */
    synchronized long begin(Kind kind) {
        newest++;
        if (kind == Kind.DELETION) {
            deletions.add(newest);
        }
        if (kind != Kind.STATE) {
            invisible.add(newest);
        }
        return newest;
    }

    /** It is in the source. */
    synchronized void done(long version, Kind kind) {
        remember(new Step(version, kind, true));
        switch (kind) {
            case STATE -> row = version;
            case DELETION -> row = 0;
            case POISON -> {
                // The row stays what it was.
            }
        }
        poisoned = kind == Kind.POISON;
    }

    /** It never came into the source: refused, or rolled back. */
    synchronized void undone(long version, Kind kind) {
        remember(new Step(version, kind, false));
        deletions.remove(version);
        invisible.add(version);
    }

    private void remember(Step step) {
        steps.addLast(step);
        if (steps.size() > REMEMBERED) {
            steps.removeFirst();
        }
    }

    /** Whether the document may have had this version as its content. */
    public synchronized boolean isState(long version) {
        return version > 0 && version <= newest && !invisible.contains(version);
    }

    /** Whether this version is a deletion. */
    public synchronized boolean isDeletion(long version) {
        return deletions.contains(version);
    }

    /** The first deletion after a version. */
    public synchronized OptionalLong deletionAfter(long version) {
        Long next = deletions.higher(version);
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** Exact while nothing is written. */
    public synchronized Expected expected() {
        return new Expected(row, poisoned);
    }

    /** Whether the source has the document. */
    synchronized boolean exists() {
        return row != 0 || poisoned;
    }

    /** What was done from one version to another, for a report; long ago is forgotten. */
    public synchronized List<String> steps(long from, long to) {
        return steps.stream()
                .filter(step -> step.version() >= from && step.version() <= to)
                .map(Step::toString)
                .toList();
    }
}
