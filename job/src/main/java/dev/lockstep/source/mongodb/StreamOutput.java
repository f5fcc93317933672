package dev.lockstep.source.mongodb;

/** Where what was read of the stream goes, in order. */
@FunctionalInterface
interface StreamOutput {

    /** Waits while there is no place. */
    void put(StreamElement element) throws InterruptedException;
}
