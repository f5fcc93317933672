package dev.lockstep.e2e;

import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Lets tests read the metrics of the jobs that run in this JVM. */
public final class JobMetrics implements MetricReporter {

    private static final Queue<Entry> METRICS = new ConcurrentLinkedQueue<>();

    private record Entry(Metric metric, String name, MetricGroup group) {}

    /** Flink finds it by its name, as a service. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new JobMetrics();
        }
    }

    /**
     * The number of a gauge.
     *
     * @param scope variables of its group, with their brackets: {@code <table>}
     */
    static int gauge(String name, Map<String, String> scope) {
        for (Entry entry : METRICS) {
            if (entry.name().equals(name)
                    && entry.group().getAllVariables().entrySet().containsAll(scope.entrySet())
                    && entry.metric() instanceof Gauge<?> gauge) {
                return ((Number) gauge.getValue()).intValue();
            }
        }
        throw new IllegalStateException("There is no gauge " + name + " of " + scope);
    }

    /** The least of the gauges of that name, one for each subtask. */
    static long longGauge(String name, Map<String, String> scope) {
        return METRICS.stream()
                .filter(entry -> entry.name().equals(name))
                .filter(
                        entry ->
                                entry.group()
                                        .getAllVariables()
                                        .entrySet()
                                        .containsAll(scope.entrySet()))
                .mapToLong(entry -> ((Number) ((Gauge<?>) entry.metric()).getValue()).longValue())
                .min()
                .orElseThrow();
    }

    /** The counters of that name of all tasks together. */
    static int counters(String name) {
        return METRICS.stream()
                .filter(entry -> entry.name().equals(name))
                .mapToInt(entry -> (int) ((Counter) entry.metric()).getCount())
                .sum();
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        METRICS.add(new Entry(metric, name, group));
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        METRICS.removeIf(entry -> entry.metric() == metric);
    }
}
