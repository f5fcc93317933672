package dev.lockstep.local.demo;

/** Changes per second, smoothed over some seconds so that a burst does not make it jump. */
final class ChangeRate {

    private static final double SECONDS = 3;

    private long changes;
    private double perSecond;

    /**
     * @param total changes until now, never fewer than before
     * @param seconds since the call before
     */
    double after(long total, double seconds) {
        double weight = 1 - Math.exp(-seconds / SECONDS);
        perSecond += weight * ((total - changes) / seconds - perSecond);
        changes = total;
        return perSecond;
    }
}
