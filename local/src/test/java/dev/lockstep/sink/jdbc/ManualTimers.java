package dev.lockstep.sink.jdbc;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.ProcessingTimeService;

/** Timers that fire when the test says so. */
final class ManualTimers implements ProcessingTimeService {

    private record Timer(long due, ProcessingTimeCallback callback) {}

    private final Queue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private long now;

    @Override
    public long getCurrentProcessingTime() {
        return now;
    }

    @Override
    public ScheduledFuture<?> registerTimer(long due, ProcessingTimeCallback callback) {
        timers.add(new Timer(due, callback));
        ScheduledExecutorService never = Executors.newSingleThreadScheduledExecutor();
        ScheduledFuture<?> handle =
                never.schedule((Callable<Object>) () -> callback, 1, TimeUnit.DAYS);
        never.shutdownNow();
        return handle;
    }

    void advance(long millis) throws Exception {
        now += millis;
        while (!timers.isEmpty() && timers.peek().due() <= now) {
            Timer timer = timers.remove();
            timer.callback().onProcessingTime(timer.due());
        }
    }
}
