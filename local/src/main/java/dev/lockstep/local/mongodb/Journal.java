package dev.lockstep.local.mongodb;

/**
 * Where a server keeps what it changes, so that it is there when it starts again. What is appended
 * between two commits is kept as a whole or not at all.
 */
interface Journal {
    /** Keeps nothing. */
    Journal NONE =
            new Journal() {
                @Override
                public void append(JournalRecord change) {}

                @Override
                public void commit() {}
            };

    /** Called under the storage's write lock, like {@link #commit}. */
    void append(JournalRecord change);

    /** Hands what was appended to the operating system: it outlives this process from then on. */
    void commit();
}
