package dev.lockstep.plan;

import com.mongodb.ConnectionString;
import dev.lockstep.config.JdbcUrl;
import dev.lockstep.config.Pipeline;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.plan.PipelineChange.Effect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Compares two pipeline files: what becomes of a job that goes on with the new one. */
public final class PipelineComparison {

    private final Pipeline before;
    private final Pipeline after;
    private final List<PipelineChange> changes = new ArrayList<>();

    private PipelineComparison(Pipeline before, Pipeline after) {
        this.before = before;
        this.after = after;
    }

    /** What is different, in the order of collections and columns. */
    public static List<PipelineChange> compare(Pipeline before, Pipeline after) {
        PipelineComparison comparison = new PipelineComparison(before, after);
        comparison.comparePipelines();
        comparison.sources().forEach(comparison::compareCollection);
        return comparison.changes.stream()
                .distinct()
                .sorted(
                        Comparator.comparing(PipelineChange::place)
                                .thenComparing(PipelineChange::what))
                .toList();
    }

    private void comparePipelines() {
        if (!before.name().equals(after.name())) {
            add(
                    Effect.BY_HAND,
                    "name %s becomes %s, and progress is kept by name"
                            .formatted(before.name(), after.name()),
                    "keep the name; or UPDATE lockstep_progress SET pipeline = '%s' WHERE pipeline ="
                                    .formatted(after.name())
                            + " '%s' while no job runs".formatted(before.name()));
        }
        if (!hosts(before).equals(hosts(after))) {
            add(
                    Effect.READ_AGAIN,
                    "the source has other hosts",
                    "nothing if it is the same deployment; else " + PipelineChange.READ_AGAIN);
        }
        if (!target(before).equals(target(after))) {
            add(
                    Effect.READ_AGAIN,
                    "the target is %s instead of %s".formatted(target(after), target(before)),
                    PipelineChange.READ_AGAIN);
        }
        String letters = after.errors().deadLetterTable();
        if (!before.errors().deadLetterTable().equals(letters)) {
            changes.add(
                    PipelineChange.compatible(
                            "", "dead letters go to " + letters + "; those of before stay"));
        }
    }

    private void add(Effect effect, String what, String whatToDo) {
        changes.add(new PipelineChange(effect, "", what, whatToDo));
    }

    private static Set<String> hosts(Pipeline pipeline) {
        return new HashSet<>(new ConnectionString(pipeline.source().uri()).getHosts());
    }

    private static String target(Pipeline pipeline) {
        String url = pipeline.target().url();
        return JdbcUrl.server(url) + "/" + JdbcUrl.database(url);
    }

    /** Each {@code from} of either file. */
    private Set<String> sources() {
        Set<String> sources = new TreeSet<>();
        Stream.concat(before.collections().stream(), after.collections().stream())
                .forEach(mapping -> sources.add(from(mapping)));
        return sources;
    }

    private static String from(CollectionMapping mapping) {
        return mapping.database() + "." + mapping.collection();
    }

    private void compareCollection(String from) {
        Optional<CollectionMapping> old = mapping(before, from);
        Optional<CollectionMapping> now = mapping(after, from);
        if (old.isEmpty()) {
            changes.add(PipelineChange.readAgain(from, "is new, and only its changes are seen"));
        } else if (now.isEmpty()) {
            changes.add(
                    new PipelineChange(
                            Effect.BY_HAND,
                            from,
                            "is not read any more, and its table stays as it is",
                            "drop the table and its row in lockstep_tables"));
        } else {
            changes.addAll(new CollectionComparison(from, old.get(), now.get()).changes());
        }
    }

    /** The first that covers it, as for the job. */
    private static Optional<CollectionMapping> mapping(Pipeline pipeline, String from) {
        return pipeline.collections().stream()
                .filter(
                        mapping ->
                                from(mapping).equals(from)
                                        || from(mapping)
                                                .equals(
                                                        from.substring(0, from.indexOf('.'))
                                                                + ".*"))
                .findFirst();
    }
}
