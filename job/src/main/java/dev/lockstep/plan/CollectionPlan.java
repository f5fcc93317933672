package dev.lockstep.plan;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.FieldCensus;
import dev.lockstep.sink.jdbc.TablePlan;
import dev.lockstep.sink.jdbc.TablePlan.DeadLetterKind;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a job would make of a collection, by a sample of its documents.
 *
 * @param size documents in the collection, by its metadata
 * @param withoutRow sampled documents that the filter keeps out
 * @param fields of the sampled documents, and of the elements of child tables in them
 * @param deadLetters how many of the sampled documents can't be rows, by why
 */
public record CollectionPlan(
        Namespace namespace,
        long size,
        int withoutRow,
        FieldCensus fields,
        List<TablePlan> tables,
        SortedMap<DeadLetterKind, Integer> deadLetters) {

    public CollectionPlan {
        tables = List.copyOf(tables);
    }

    /** The column that a field has in a table, by convention where it would not be made. */
    String columnOf(FieldCensus.Field field, String table) {
        return table(table).stream()
                .flatMap(it -> it.columns().stream())
                .filter(column -> field.fullPath().equals(column.path()))
                .map(TablePlan.PlannedColumn::name)
                .findFirst()
                .orElse(field.column());
    }

    /** The plan of a table; empty for a child table that would not be made. */
    Optional<TablePlan> table(String name) {
        return tables.stream().filter(table -> table.table().equals(name)).findFirst();
    }
}
