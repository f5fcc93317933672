package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the pipeline file declares of the tables, by the collections that fill them. */
final class TableDeclarations {

    private final List<CollectionMapping> mappings;
    private final Map<Namespace, Declarations> known = new HashMap<>();

    TableDeclarations(List<CollectionMapping> mappings) {
        this.mappings = List.copyOf(mappings);
    }

    /** Empty for a collection that the pipeline does not read. */
    Optional<Declarations> find(Namespace namespace) {
        return mappings.stream().anyMatch(mapping -> mapping.covers(namespace))
                ? Optional.of(of(namespace))
                : Optional.empty();
    }

    Declarations of(Namespace namespace) {
        return known.computeIfAbsent(namespace, name -> Declarations.of(name, mappings));
    }
}
