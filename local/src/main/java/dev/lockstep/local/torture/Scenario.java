package dev.lockstep.local.torture;

/** One thing that happens in production, done to a running trial. */
interface Scenario {

    /** In a few words. */
    String name();

    /**
     * Does it and waits until the job has got over it.
     *
     * @throws TortureException if it did not really happen
     */
    void run(Trial trial) throws Exception;
}
