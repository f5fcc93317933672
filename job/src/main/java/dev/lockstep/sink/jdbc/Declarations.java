package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ChildTable;
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
    private final List<ColumnMapping> all;
    private final String path;
    private final Map<String, ColumnMapping> columns = new HashMap<>();

    private Declarations(
            Namespace namespace, CollectionMapping mapping, List<ColumnMapping> all, String path) {
        this.namespace = namespace;
        this.mapping = mapping;
        this.all = List.copyOf(all);
        this.path = path;
        all.forEach(column -> columns.put(TableSchema.fold(column.column()), column));
    }

    static Declarations of(Namespace namespace, List<CollectionMapping> mappings) {
        return mappings.stream()
                .filter(mapping -> mapping.covers(namespace))
                .findFirst()
                .map(mapping -> new Declarations(namespace, mapping, all(mapping), ""))
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

    /**
     * What is declared of a child table, whose columns for the document's key have the types of the
     * parent's: so it can hold the key of every document that has a row there.
     */
    Declarations ofChild(ChildTable child, TableSchema parent) {
        List<ColumnMapping> all = new ArrayList<>();
        for (int i = 0; i < child.parent().size(); i++) {
            Column column = parent.column(child.documentKey().get(i));
            ColumnMapping own = child.parent().get(i);
            all.add(column == null ? own : own.withType(column.type()));
        }
        all.addAll(child.elements());
        all.addAll(child.mapping().columns());
        return new Declarations(namespace, mapping, all, child.mapping().path() + '.');
    }

    private static List<ColumnMapping> all(CollectionMapping mapping) {
        List<ColumnMapping> all = new ArrayList<>(mapping.key());
        all.addAll(mapping.columns());
        return all;
    }

    /** The declared columns, key first. */
    List<ColumnMapping> all() {
        return all;
    }

    /** How many columns the table has at most. */
    int maxColumns() {
        return mapping.maxColumns();
    }

    /** Where a person finds in the document what a column holds. */
    String pathOf(String column) {
        return path + column;
    }

    /** The declaration of a column; null when it goes by convention. */
    @Nullable ColumnMapping of(String column) {
        return columns.get(TableSchema.fold(column));
    }
}
