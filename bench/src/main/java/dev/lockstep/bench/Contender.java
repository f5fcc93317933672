package dev.lockstep.bench;

/** One of several things that are measured against each other. */
interface Contender {

    String name();

    /** Does one round's work and returns how many units of it were done in a second. */
    double round() throws Exception;
}
