package dev.lockstep.local.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.bson.Document;

/** A job that was submitted to a cluster. */
public final class FlinkJob {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final FlinkProcesses cluster;
    private final FlinkRest rest;
    private final String id;

    FlinkJob(FlinkProcesses cluster, FlinkRest rest, String id) {
        this.cluster = cluster;
        this.rest = rest;
        this.id = id;
    }

    /**
     * One parallel instance of an operator chain, in its newest attempt.
     *
     * @param vertex names of the chained operators
     * @param attempt 0 for the first; a JobManager that took over begins anew
     * @param state {@code RUNNING} and so on
     * @param taskManager the name of the process; empty until it is placed
     */
    public record Task(String vertex, int subtask, int attempt, String state, String taskManager) {}

    /** 32 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** As the REST interface names it: {@code RUNNING}, {@code FINISHED} and so on. */
    public String state() {
        return rest.get("/jobs/" + id + "/status").getString("status");
    }

    /** All parallel instances; what it says may be some seconds old. */
    public List<Task> tasks() {
        return vertices().flatMap(this::tasks).toList();
    }

    private Stream<Document> vertices() {
        return rest.get("/jobs/" + id).getList("vertices", Document.class).stream();
    }

    private Stream<Task> tasks(Document vertex) {
        return rest
                .get("/jobs/" + id + "/vertices/" + vertex.getString("id"))
                .getList("subtasks", Document.class)
                .stream()
                .map(
                        task ->
                                new Task(
                                        vertex.getString("name"),
                                        task.getInteger("subtask"),
                                        task.getInteger("attempt"),
                                        task.getString("status"),
                                        task.getString("taskmanager-id")));
    }

    /** The highest attempt of a task: how often the job was restarted under this JobManager. */
    public int attempt() {
        return tasks().stream().mapToInt(Task::attempt).max().orElse(0);
    }

    /** Waits until every task runs, in an attempt after the given one; -1 for any. */
    public void awaitRunningAfter(int attempt) {
        cluster.await(
                "the job's tasks to run after attempt " + attempt,
                LIMIT,
                () -> {
                    List<Task> tasks = tasks();
                    return !tasks.isEmpty()
                            && tasks.stream().allMatch(task -> task.state().equals("RUNNING"))
                            && attempt() > attempt;
                });
    }

    /** Waits for a checkpoint that is completed after this call. */
    public void awaitCheckpoint() {
        long before = completedCheckpoints();
        // One may be under way already, so the next but one.
        cluster.await("a checkpoint", LIMIT, () -> completedCheckpoints() >= before + 2);
    }

    /**
     * Takes a checkpoint now; all tasks must run.
     *
     * @return its number
     */
    public long checkpoint() {
        String path = "/jobs/" + id + "/checkpoints";
        String request =
                rest.post(path, new Document("checkpointType", "CONFIGURED"))
                        .getString("request-id");
        Document operation = operation("the checkpoint", path + "/" + request);
        return operation.get("checkpointId", Number.class).longValue();
    }

    /** What came of one that Flink does meanwhile, when it is done. */
    private Document operation(String what, String path) {
        cluster.await(
                what,
                LIMIT,
                () ->
                        rest.get(path)
                                .get("status", Document.class)
                                .getString("id")
                                .equals("COMPLETED"));
        Document operation = rest.get(path).get("operation", Document.class);
        if (operation.containsKey("failure-cause")) {
            throw new IllegalStateException(what + " failed: " + operation.get("failure-cause"));
        }
        return operation;
    }

    private long completedCheckpoints() {
        return counts().getInteger("completed");
    }

    /** How often this JobManager restored the job from a checkpoint or savepoint. */
    public int restores() {
        return counts().getInteger("restored");
    }

    private Document counts() {
        return checkpoints().get("counts", Document.class);
    }

    private Document checkpoints() {
        return rest.get("/jobs/" + id + "/checkpoints");
    }

    /** The savepoint or checkpoint that this job went on from last. */
    public Optional<String> restoredFrom() {
        Document latest = checkpoints().get("latest", Document.class);
        return Optional.ofNullable(latest.get("restored", Document.class))
                .map(restored -> restored.getString("external_path"));
    }

    /** Why it failed, now and before, with stack traces. */
    public String exceptions() {
        return rest.text("/jobs/" + id + "/exceptions");
    }

    /**
     * A metric's sum over all tasks of the job in their newest attempt; empty when none has it.
     *
     * @param suffix how its name ends: {@code lockstep.batchRetries}
     */
    public OptionalDouble metric(String suffix) {
        List<Double> values =
                vertices()
                        .map(vertex -> vertex.getString("id"))
                        .flatMap(v -> values(v, suffix))
                        .toList();
        return values.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(values.stream().mapToDouble(Double::doubleValue).sum());
    }

    private Stream<Double> values(String vertex, String suffix) {
        String path = "/jobs/" + id + "/vertices/" + vertex + "/metrics";
        return metrics(path)
                .map(metric -> metric.getString("id"))
                .filter(name -> name.endsWith("." + suffix))
                .flatMap(name -> metrics(path + "?get=" + name))
                .map(metric -> Double.parseDouble(metric.getString("value")));
    }

    private Stream<Document> metrics(String path) {
        return Document.parse("{\"all\": " + rest.text(path) + "}")
                .getList("all", Document.class)
                .stream();
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
        Document operation = operation("the savepoint", "/jobs/" + id + "/savepoints/" + request);
        awaitState("FINISHED");
        return operation.getString("location");
    }

    /** Waits until {@link #state} is the given one. */
    public void awaitState(String state) {
        cluster.await("the job to be " + state, LIMIT, () -> state().equals(state));
    }

    /** Ends the job without a savepoint. */
    public void cancel() {
        rest.patch("/jobs/" + id + "?mode=cancel");
        awaitState("CANCELED");
    }
}
