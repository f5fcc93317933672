package dev.lockstep.plan;

import dev.lockstep.config.Pipeline;
import dev.lockstep.config.yaml.YamlTree;
import dev.lockstep.mapping.CollectionMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pipeline file that declares what a job would make of its collections by convention. */
public final class PipelineDraft {

    private final YamlTree file;
    private final Pipeline pipeline;
    private final List<CollectionPlan> plans;
    private final List<YamlTree> entries = new ArrayList<>();
    private int collections;
    private int columns;

    /**
     * What is to be written.
     *
     * @param text of the new file
     * @param summary what it declares, for people
     * @param secrets the keys whose values stood in the file, and what stands there now
     */
    public record Draft(String text, String summary, List<String> secrets) {

        public Draft {
            secrets = List.copyOf(secrets);
        }
    }

    private PipelineDraft(YamlTree file, Pipeline pipeline, List<CollectionPlan> plans) {
        this.file = file;
        this.pipeline = pipeline;
        this.plans = plans;
    }

    /**
     * Makes a file of another one.
     *
     * @param text of the file that the plan is of, with its variables; it is valid
     * @param pipeline what it is read as
     */
    public static Draft of(String text, Pipeline pipeline, List<CollectionPlan> plans) {
        YamlTree file = YamlTree.parse(text);
        List<String> secrets = SecretsLeftOut.of(file);
        PipelineDraft draft = new PipelineDraft(file, pipeline, plans);
        draft.declare();
        return new Draft(
                file.write(),
                "%d collections, %d columns declared".formatted(draft.collections, draft.columns),
                secrets);
    }

    private void declare() {
        List<YamlTree> before = file.list("collections");
        for (int i = 0; i < before.size(); i++) {
            YamlTree entry = before.get(i);
            CollectionMapping mapping = pipeline.collections().get(i);
            List<CollectionPlan> covered =
                    plans.stream().filter(plan -> mappingOf(plan).equals(mapping)).toList();
            if (mapping.collection().equals(CollectionMapping.ANY)) {
                covered.stream()
                        .filter(MappingDraft::canHaveEntry)
                        .forEach(plan -> addCopy(entry, mapping, plan));
            } else {
                covered.forEach(plan -> declare(entry, mapping, plan));
            }
            entry.close();
            entries.add(entry);
        }
        file.put("collections", entries);
        file.comment(
                "collections",
                List.of(
                        "The columns that the convention chose were written here by `lockstep plan"
                                + " --write`, each with the share of",
                        "the sampled documents that have its field, and with their types. A column"
                                + " whose type stands here keeps it, and a",
                        "value that does not fit becomes a dead letter: without `type` it follows"
                                + " the values, as by convention."));
    }

    private CollectionMapping mappingOf(CollectionPlan plan) {
        Optional<CollectionMapping> first =
                pipeline.collections().stream()
                        .filter(mapping -> mapping.covers(plan.namespace()))
                        .findFirst();
        return first.orElseThrow();
    }

    private void addCopy(YamlTree entry, CollectionMapping mapping, CollectionPlan plan) {
        YamlTree copy = entry.copy();
        MappingDraft draft = new MappingDraft(copy, mapping, plan);
        draft.nameCollection(entry.text("from").orElseThrow());
        count(draft.declare());
        entries.add(copy);
    }

    private void declare(YamlTree entry, CollectionMapping mapping, CollectionPlan plan) {
        count(new MappingDraft(entry, mapping, plan).declare());
    }

    private void count(int declared) {
        collections++;
        columns += declared;
    }
}
