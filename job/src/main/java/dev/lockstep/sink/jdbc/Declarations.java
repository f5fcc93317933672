package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.SchemaDrift;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the pipeline file declares of the table that a collection fills. */
final class Declarations {

    private final Namespace namespace;
    private final CollectionMapping mapping;
    private final Map<String, ColumnMapping> columns = new HashMap<>();

    private Declarations(Namespace namespace, CollectionMapping mapping) {
        this.namespace = namespace;
        this.mapping = mapping;
        all().forEach(column -> columns.put(TableSchema.fold(column.column()), column));
    }

    static Declarations of(Namespace namespace, List<CollectionMapping> mappings) {
        return mappings.stream()
                .filter(mapping -> mapping.covers(namespace))
                .findFirst()
                .map(mapping -> new Declarations(namespace, mapping))
                .orElseThrow(() -> new IllegalStateException("No mapping covers " + namespace));
    }

    /** The collection that fills the table. */
    Namespace namespace() {
        return namespace;
    }

    SchemaDrift drift() {
        return mapping.schemaDrift();
    }

    /** Whether the table is changed for what it has no place for. */
    boolean evolves() {
        return drift() == SchemaDrift.EVOLVE;
    }

    /** The declared columns, key first. */
    List<ColumnMapping> all() {
        List<ColumnMapping> all = new ArrayList<>(mapping.key());
        all.addAll(mapping.columns());
        return all;
    }

    /** The declaration of a column; null when it goes by convention. */
    @Nullable ColumnMapping of(String column) {
        return columns.get(TableSchema.fold(column));
    }
}
