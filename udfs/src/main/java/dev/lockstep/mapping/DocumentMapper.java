package dev.lockstep.mapping;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.row.TargetChange;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns each change event into exactly one change of the target. Bad data never makes it throw: it
 * gives {@link TargetChange.Rejected}.
 *
 * <p>By convention nested documents become columns joined with {@code _} and arrays become JSON
 * ({@link ColumnNames}, {@link DataNames}); a {@link CollectionMapping} declares otherwise. Not
 * thread-safe: it remembers the fields it has seen.
 */
public final class DocumentMapper {

    private final List<CollectionMapping> mappings;
    private final InstantSource clock;
    private final Map<Namespace, CollectionMapper> collections = new HashMap<>();
    private long ignoredFields;

    /**
     * @param mappings the first that covers a namespace counts
     */
    public DocumentMapper(List<CollectionMapping> mappings) {
        this(mappings, InstantSource.system());
    }

    DocumentMapper(List<CollectionMapping> mappings, InstantSource clock) {
        this.mappings = List.copyOf(mappings);
        this.clock = clock;
    }

    /**
     * Maps one event; throws IllegalStateException for one of a collection without a mapping, which
     * the source was not to read.
     */
    public TargetChange map(ChangeEvent event) {
        CollectionMapper collection =
                collections.computeIfAbsent(event.namespace(), this::mapperFor);
        long ignoredBefore = collection.ignoredFields();
        TargetChange change = collection.map(event);
        ignoredFields += collection.ignoredFields() - ignoredBefore;
        return change;
    }

    /** Fields left out so far because no column is declared for them. */
    public long ignoredFields() {
        return ignoredFields;
    }

    private CollectionMapper mapperFor(Namespace namespace) {
        return mappings.stream()
                .filter(mapping -> mapping.covers(namespace))
                .findFirst()
                .map(mapping -> new CollectionMapper(mapping, namespace, clock))
                .orElseThrow(() -> new IllegalStateException("No mapping covers " + namespace));
    }
}
