package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ChildTable;
import dev.lockstep.mapping.CollectionMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows the child tables of each collection, parents before their children. */
final class ChildTables {

    private final List<CollectionMapping> mappings;
    private final Map<Namespace, List<ChildTable>> known = new HashMap<>();

    ChildTables(List<CollectionMapping> mappings) {
        this.mappings = mappings;
    }

    List<ChildTable> of(Namespace namespace) {
        return known.computeIfAbsent(namespace, this::resolve);
    }

    private List<ChildTable> resolve(Namespace namespace) {
        return mappings.stream()
                .filter(mapping -> mapping.covers(namespace))
                .findFirst()
                .map(mapping -> ChildTable.of(mapping, namespace))
                .orElse(List.of())
                .stream()
                .flatMap(ChildTable::all)
                .toList();
    }
}
