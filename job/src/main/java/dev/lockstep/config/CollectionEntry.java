package dev.lockstep.config;

import dev.lockstep.config.ColumnSections.Declared;
import dev.lockstep.config.yaml.Place;
import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.Deletes;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.mask.MaskingKeys;
import java.util.List;
import java.util.Optional;

/**
 * An element of {@code collections}, with where its parts stand.
 *
 * @param masked the columns that hide their values
 * @param drift empty for the pipeline's
 */
record CollectionEntry(
        Namespace from,
        Place fromPlace,
        String table,
        Place tablePlace,
        List<ColumnMapping> key,
        List<Declared> masked,
        List<ColumnMapping> columns,
        List<String> exclude,
        Optional<SchemaDrift> drift,
        Deletes deletes,
        Optional<String> filter,
        List<ChildEntry> children,
        int maxColumns) {

    boolean isWildcard() {
        return from.collection().equals(CollectionMapping.ANY);
    }

    /** Whether every collection of another entry is one of this entry. */
    boolean coversAllOf(CollectionEntry other) {
        return from.equals(other.from)
                || (isWildcard() && from.database().equals(other.from.database()));
    }

    /** The table's name, resolved. */
    String resolvedTable() {
        return resolved(table);
    }

    /** A table's name with all that is known of the source's names filled in. */
    String resolved(String template) {
        String name = template.replace("{database}", from.database());
        return isWildcard() ? name : name.replace("{collection}", from.collection());
    }

    CollectionMapping mapping(SchemaDrift pipelineDrift, MaskingKeys keys) {
        return new CollectionMapping(
                from.database(),
                from.collection(),
                table,
                key,
                columns,
                exclude,
                drift.orElse(pipelineDrift),
                deletes,
                filter.orElse(null),
                keys,
                children.stream().map(ChildEntry::mapping).toList(),
                maxColumns);
    }
}
