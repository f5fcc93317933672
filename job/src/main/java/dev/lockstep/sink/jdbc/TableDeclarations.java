package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the pipeline file declares of the tables, by the collections that fill them. */
final class TableDeclarations {

    private final List<CollectionMapping> mappings;
    private final Map<Namespace, Declarations> known = new HashMap<>();

    TableDeclarations(List<CollectionMapping> mappings) {
        this.mappings = List.copyOf(mappings);
    }

    Declarations of(Namespace namespace) {
        return known.computeIfAbsent(namespace, name -> Declarations.of(name, mappings));
    }
}
