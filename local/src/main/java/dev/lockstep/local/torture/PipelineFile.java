package dev.lockstep.local.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The pipeline file of a trial: small batches and frequent checkpoints, so that much can happen.
 */
final class PipelineFile {

    private final Path path;
    private final String name;
    private final Map<String, String> source = new LinkedHashMap<>();
    private final String target;
    // Whoever waits for a lock gives up soon and must try again.
    private int lockWaitSeconds = 2;
    private String checkpointInterval = "1s";

    PipelineFile(Path path, String name, String target) {
        this.path = path;
        this.name = name;
        this.target = target;
        source.put("uri", "${SOURCE}");
        source.put("poll_await", "50ms");
        source.put("heartbeat", "1s");
        // Updates are exact only with them.
        source.put("post_images", "stored");
        source.put("on_drop", "truncate");
    }

    /** Sets or replaces a key of the section {@code source}. */
    PipelineFile source(String key, String value) {
        source.put(key, value);
        return this;
    }

    /** How long a writer waits for a lock until it gives up, and tries again. */
    PipelineFile lockWaitSeconds(int value) {
        lockWaitSeconds = value;
        return this;
    }

    PipelineFile checkpointInterval(String value) {
        checkpointInterval = value;
        return this;
    }

    Path write() throws IOException {
        return Files.writeString(
                path,
                """
                name: %s
                source:
                %s
                target:
                  url: %s?sessionVariables=innodb_lock_wait_timeout=%d
                  username: ${TARGET_USER}
                  password: ${TARGET_PASSWORD}
                collections:
                  - from: %1$s.*
                    children: [{ path: items, children: [{ path: parts }] }]
                delivery:
                  batch_rows: 50
                  flush_interval: 20ms
                  checkpoint_interval: %s
                  retry: { attempts: 14, initial_backoff: 1ms, max_backoff: 2s }
                """
                        .formatted(
                                name,
                                sourceSection(),
                                target,
                                lockWaitSeconds,
                                checkpointInterval));
    }

    private String sourceSection() {
        return source.entrySet().stream()
                .map(entry -> "  " + entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
