package dev.lockstep.local.mongodb;

/** An open cursor. Used by one connection at a time, so its methods need no lock but its own. */
sealed interface ServerCursor permits FindCursor, ChangeStream {
    /** Documents of a first batch without {@code batchSize}. */
    int FIRST_BATCH = 101;

    String namespace();

    /** The next documents that are there now; 0 asks for as many as fit into a reply. */
    Batch next(int batchSize);
}
