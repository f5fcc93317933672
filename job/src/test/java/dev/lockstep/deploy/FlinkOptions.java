package dev.lockstep.deploy;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Flink's own declaration of its configuration: Flink ignores a misspelt key without a word. */
final class FlinkOptions {

    private static final List<ConfigOption<?>> OPTIONS =
            Stream.of(
                            CheckpointingOptions.class,
                            CoreOptions.class,
                            HighAvailabilityOptions.class,
                            JobManagerOptions.class,
                            StateBackendOptions.class,
                            TaskManagerOptions.class)
                    .flatMap(declarations -> Stream.of(declarations.getFields()))
                    .filter(field -> field.getType() == ConfigOption.class)
                    .<ConfigOption<?>>map(FlinkOptions::option)
                    .toList();

    private FlinkOptions() {}

    static Set<String> unknownKeys(Map<String, String> configuration) {
        var unknown = new HashSet<>(configuration.keySet());
        unknown.removeAll(
                OPTIONS.stream().flatMap(FlinkOptions::keys).collect(toUnmodifiableSet()));
        return unknown;
    }

    /**
     * Reads every value as the type that its option has.
     *
     * @throws IllegalArgumentException if one is no such value
     */
    static void readAll(Map<String, String> configuration) {
        var flink = Configuration.fromMap(configuration);
        OPTIONS.forEach(flink::get);
    }

    private static Stream<String> keys(ConfigOption<?> option) {
        Stream<String> fallbacks =
                StreamSupport.stream(option.fallbackKeys().spliterator(), false)
                        .map(FallbackKey::getKey);
        return Stream.concat(Stream.of(option.key()), fallbacks);
    }

    private static ConfigOption<?> option(Field field) {
        try {
            return (ConfigOption<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
