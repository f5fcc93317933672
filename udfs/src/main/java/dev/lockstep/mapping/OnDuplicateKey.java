package dev.lockstep.mapping;

/** What happens when several documents have one business key. */
public enum OnDuplicateKey {
    /** The first has the row; the others are dead letters until it gives the key up. */
    REJECT,
    /** The one that changed last has the row; the others are not seen until it gives the key up. */
    LATEST
}
