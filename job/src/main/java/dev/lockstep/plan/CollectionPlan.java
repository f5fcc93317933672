package dev.lockstep.plan;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.FieldCensus;
import dev.lockstep.sink.jdbc.TablePlan;
import dev.lockstep.sink.jdbc.TablePlan.DeadLetterKind;
import java.util.List;
import java.util.SortedMap;

/**
 * What a job would make of a collection, by a sample of its documents.
 *
 * @param size documents in the collection, by its metadata
 * @param sampled documents that were looked at
 * @param withoutRow sampled documents that the filter keeps out
 * @param fields in the order of their paths
 * @param deadLetters how many of the sampled documents can't be rows, by why
 */
public record CollectionPlan(
        Namespace namespace,
        long size,
        int sampled,
        int withoutRow,
        List<FieldCensus.Field> fields,
        List<TablePlan> tables,
        SortedMap<DeadLetterKind, Integer> deadLetters) {

    public CollectionPlan {
        fields = List.copyOf(fields);
        tables = List.copyOf(tables);
    }
}
