package dev.lockstep.config;

import dev.lockstep.config.ColumnSections.Declared;
import dev.lockstep.config.yaml.Place;
import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.Deletes;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.mapping.TableLimits;
import dev.lockstep.mask.MaskingKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An element of {@code collections}, with where its parts stand.
 *
 * @param masked the columns that hide their values
 * @param drift empty for the pipeline's
 * @param historyTable empty for none
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
        Optional<String> historyTable,
        OnDuplicateKey onDuplicateKey,
        List<ChildEntry> children,
        TableLimits limits) {

    boolean isWildcard() {
        return from.collection().equals(CollectionMapping.ANY);
    }

    /** Whether every collection of another entry is one of this entry. */
    boolean coversAllOf(CollectionEntry other) {
        return from.equals(other.from)
                || (isWildcard() && from.database().equals(other.from.database()));
    }

    /**
     * A table that the entry's collections fill.
     *
     * @param name as it stands in the file
     * @param resolved with all that is known of the source's names filled in
     */
    record Table(String name, String resolved, Place place) {}

    /** The table of rows, the table of the history if there is one, and child tables. */
    List<Table> tables() {
        return Stream.concat(ownTables().stream(), childTables().stream()).toList();
    }

    /** The table of rows, and that of the history if there is one. */
    List<Table> ownTables() {
        return Stream.concat(Stream.of(table), historyTable.stream())
                .map(name -> new Table(name, resolved(name), tablePlace))
                .toList();
    }

    List<Table> childTables() {
        List<Table> tables = new ArrayList<>();
        for (ChildEntry child : children) {
            child.tables(
                    table, (name, place) -> tables.add(new Table(name, resolved(name), place)));
        }
        return tables;
    }

    private String resolved(String name) {
        String inDatabase = name.replace("{database}", from.database());
        return isWildcard() ? inDatabase : inDatabase.replace("{collection}", from.collection());
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
                historyTable.orElse(null),
                onDuplicateKey,
                children.stream().map(ChildEntry::mapping).toList(),
                limits);
    }
}
