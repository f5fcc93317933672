package dev.lockstep.local.workload;

/**
 * What a workload is like.
 *
 * @param seed the same seed chooses the same changes; when they happen differs from run to run
 * @param hot documents that change all the time
 * @param wide documents that change now and then
 * @param writers threads
 * @param rate changes per second of all threads
 * @param updates whether documents are also changed in part; the collections then store the
 *     post-images that make these exact
 */
public record WorkloadOptions(
        long seed, int hot, int wide, int writers, int rate, boolean updates) {

    /** Everything, on few documents. */
    public static WorkloadOptions of(long seed) {
        return new WorkloadOptions(seed, 24, 400, 3, 300, true);
    }

    public WorkloadOptions withWide(int documents) {
        return new WorkloadOptions(seed, hot, documents, writers, rate, updates);
    }
}
