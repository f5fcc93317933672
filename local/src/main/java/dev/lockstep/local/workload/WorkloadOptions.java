package dev.lockstep.local.workload;

/**
 * What a workload is like.
 *
 * @param seed the same seed chooses the same changes; when they happen differs from run to run
 * @param hot documents that change all the time
 * @param wide documents that change now and then
 * @param writers threads
 * @param rate changes per second of all threads
 * @param updates whether documents are also changed in part: exact only with stored post-images,
 *     for others may show a later state
 */
public record WorkloadOptions(
        long seed, int hot, int wide, int writers, int rate, boolean updates) {

    /** Inserts, replaces and deletes, whose events carry their own state on every server. */
    public static WorkloadOptions of(long seed) {
        return new WorkloadOptions(seed, 24, 400, 3, 300, false);
    }

    public WorkloadOptions withWide(int documents) {
        return new WorkloadOptions(seed, hot, documents, writers, rate, updates);
    }

    public WorkloadOptions withUpdates() {
        return new WorkloadOptions(seed, hot, wide, writers, rate, true);
    }
}
