package dev.lockstep.local.workload;

import dev.lockstep.local.workload.KeyHistory.Kind;

/** Histories as a workload would leave them. */
public final class Histories {

    private Histories() {}

    /**
     * Of one document.
     *
     * @param steps a letter for each version: S for a state, D for a deletion, P for a dead letter,
     *     U for a state that was rolled back
     */
    public static History of(DocumentKey key, String steps) {
        History history = new History();
        steps.chars().forEach(step -> add(step, history.of(key)));
        return history;
    }

    private static void add(int step, KeyHistory key) {
        Kind kind =
                switch (step) {
                    case 'D' -> Kind.DELETION;
                    case 'P' -> Kind.POISON;
                    default -> Kind.STATE;
                };
        long version = key.begin(kind);
        if (step == 'U') {
            key.undone(version, kind);
        } else {
            key.done(version, kind);
        }
    }
}
