package dev.lockstep.local.cluster;

import java.time.Duration;
import java.util.Optional;
import org.bson.Document;

/** A job that was submitted to a cluster. */
public final class FlinkJob {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final FlinkProcesses cluster;
    private final FlinkRest rest;
    private final String id;

    FlinkJob(FlinkProcesses cluster, FlinkRest rest, String id) {
        this.cluster = cluster;
        this.rest = rest;
        this.id = id;
    }

    /** 32 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** As the REST interface names it: {@code RUNNING}, {@code FINISHED} and so on. */
    public String state() {
        return rest.get("/jobs/" + id + "/status").getString("status");
    }

    /** The savepoint or checkpoint that this job went on from last. */
    public Optional<String> restoredFrom() {
        Document latest = rest.get("/jobs/" + id + "/checkpoints").get("latest", Document.class);
        return Optional.ofNullable(latest.get("restored", Document.class))
                .map(restored -> restored.getString("external_path"));
    }

    /**
     * Takes a savepoint and ends the job; its tasks must all run.
     *
     * @return where the savepoint is
     */
    public String stopWithSavepoint() {
        String request =
                rest.post("/jobs/" + id + "/stop", new Document("drain", false))
                        .getString("request-id");
        String path = "/jobs/" + id + "/savepoints/" + request;
        cluster.await(
                "the savepoint",
                LIMIT,
                () ->
                        rest.get(path)
                                .get("status", Document.class)
                                .getString("id")
                                .equals("COMPLETED"));
        Document operation = rest.get(path).get("operation", Document.class);
        if (operation.containsKey("failure-cause")) {
            throw new IllegalStateException(
                    "the savepoint failed: " + operation.get("failure-cause"));
        }
        cluster.await("the job's end", LIMIT, () -> state().equals("FINISHED"));
        return operation.getString("location");
    }

    /** Ends the job without a savepoint. */
    public void cancel() {
        rest.patch("/jobs/" + id + "?mode=cancel");
        cluster.await("the job's end", LIMIT, () -> state().equals("CANCELED"));
    }
}
