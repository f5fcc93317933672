package dev.lockstep.plan;

import dev.lockstep.config.Pipeline;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.DocumentMapper;
import dev.lockstep.mapping.FieldCensus;
import dev.lockstep.row.TargetChange;
import dev.lockstep.sink.jdbc.TablePlan.DeadLetterKind;
import dev.lockstep.sink.jdbc.TargetPlanner;
import dev.lockstep.source.mongodb.CollectionSampler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs a sample of a pipeline's documents through the job's own mapper, encoder and DDL, and writes
 * nothing anywhere.
 */
public final class Planner {

    private final Pipeline pipeline;
    private final int documents;

    /**
     * @param documents how many documents of a collection are looked at
     */
    public Planner(Pipeline pipeline, int documents) {
        this.pipeline = pipeline;
        this.documents = documents;
    }

    /**
     * The plan, a part for each collection that is there, in the order of their names. Throws the
     * drivers' exceptions, whose messages may quote documents.
     */
    public List<CollectionPlan> plan() throws SQLException {
        List<CollectionPlan> plans = new ArrayList<>();
        try (CollectionSampler source =
                        new CollectionSampler(pipeline.source().uri(), pipeline.collections());
                TargetPlanner target =
                        new TargetPlanner(pipeline.target(), pipeline.collections())) {
            for (Namespace namespace : source.collections()) {
                plans.add(plan(namespace, source.sample(namespace, documents), target));
            }
        }
        return plans;
    }

    private CollectionPlan plan(
            Namespace namespace, CollectionSampler.Sample sample, TargetPlanner target)
            throws SQLException {
        FieldCensus census = FieldCensus.of(mapping(namespace), namespace);
        DocumentMapper mapper = new DocumentMapper(pipeline.collections());
        List<TargetChange> changes = new ArrayList<>();
        SortedMap<DeadLetterKind, Integer> deadLetters = new TreeMap<>();
        int withoutRow = 0;
        for (ChangeEvent event : sample.documents()) {
            census.add(String.valueOf(event.document()));
            TargetChange change = mapper.map(event);
            if (change instanceof TargetChange.Rejected rejected) {
                DeadLetterKind kind = DeadLetterKind.of(rejected.deadLetter());
                deadLetters.merge(kind, 1, Integer::sum);
            } else if (change instanceof TargetChange.Upsert) {
                changes.add(change);
            } else {
                withoutRow++;
            }
        }
        TargetPlanner.TargetPlan planned = target.plan(namespace, changes);
        planned.deadLetters()
                .forEach(it -> deadLetters.merge(DeadLetterKind.of(it), 1, Integer::sum));
        return new CollectionPlan(
                namespace, sample.size(), withoutRow, census, planned.tables(), deadLetters);
    }

    private CollectionMapping mapping(Namespace namespace) {
        return pipeline.collections().stream()
                .filter(mapping -> mapping.covers(namespace))
                .findFirst()
                .orElseThrow();
    }
}
