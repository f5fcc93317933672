package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import dev.lockstep.sink.jdbc.TablePlan.DeadLetterKind;
import dev.lockstep.sink.jdbc.TablePlan.PlannedColumn;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the job would make of one table, with the job's own encoder and DDL but on paper:
 * a table that is to be changed is imagined, and its DDL is written down instead of run.
 */
final class TablePlanner {

    private final TargetConnection target;
    private final Declarations declared;
    private final ColumnUse use = new ColumnUse();
    private final SchemaDemand total = new SchemaDemand();

    TablePlanner(TargetConnection target, Declarations declared) {
        this.target = target;
        this.declared = declared;
    }

    /**
     * @param known whether the target has Lockstep's own tables
     * @param changes what documents became, all for this table; at least one
     */
    TablePlan plan(String table, boolean known, Collection<? extends TargetChange.OfRow> changes)
            throws SQLException {
        TableSchema present =
                known
                        ? SchemaStore.read(table, declared, target)
                        : SchemaStore.readUnregistered(table, declared, target);
        changes.forEach(use::add);
        List<TargetChange.Rejected> rejected = encode(changes, present);
        TableSchema imagined = imagined(present);
        MySqlDialect dialect = new MySqlDialect(target.server().mariaDb());
        return new TablePlan(
                table,
                present.exists(),
                columns(present, imagined),
                ddl(present, dialect),
                conflicts(present, known, changes.iterator().next()),
                new ManualChanges(present, imagined, declared, use).list(dialect),
                untouched(imagined),
                count(rejected));
    }

    /** As a batch does: again and again, until the table needs no further change. */
    private List<TargetChange.Rejected> encode(
            Collection<? extends TargetChange.OfRow> changes, TableSchema present) {
        TableSchema imagined = present;
        while (true) {
            RowEncoder rows = new RowEncoder(imagined, declared, Optional.empty());
            for (TargetChange.OfRow change : changes) {
                rows.encode(change);
                use.noteTypes(change, rows.demand());
            }
            if (rows.demand().isEmpty()) {
                return rows.rejected();
            }
            total.add(rows.demand());
            imagined = imagined(present);
        }
    }

    private SchemaChange change(TableSchema present) {
        return SchemaChange.of(present, total, declared.names());
    }

    private TableSchema imagined(TableSchema present) {
        SchemaChange change = change(present);
        return TableDdl.after(change.renamed(), change.demand());
    }

    private List<String> ddl(TableSchema present, MySqlDialect dialect) throws SQLException {
        List<String> recorded = new ArrayList<>();
        if (total.columns().isEmpty()) {
            return recorded;
        }
        try (Statement reads = target.get().createStatement()) {
            SchemaChange change = change(present);
            change.renames().forEach(rename -> recorded.add(rename.sql(present.table())));
            TableDdl ddl = new TableDdl(dialect, RecordedStatement.of(reads, recorded));
            TableSchema after = ddl.settled(change.renamed(), change.demand());
            if (present.exists()) {
                ddl.alter(change.renamed(), after);
            } else {
                ddl.create(after);
            }
        }
        return recorded;
    }

    private List<String> conflicts(TableSchema present, boolean known, TargetChange.OfRow change)
            throws SQLException {
        List<String> key = change.key().stream().map(Cell::column).toList();
        List<String> conflicts = new ArrayList<>();
        try {
            if (known) {
                Optional<Namespace> owner = SchemaStore.owner(present.table(), target.get());
                owner.ifPresent(
                        it -> SchemaStore.requireOwner(present.table(), declared, it.toString()));
            }
            if (present.exists()) {
                UniqueKeys.check(present.table(), key, target.get());
            }
        } catch (TargetRefusedException e) {
            conflicts.add(String.valueOf(e.getMessage()));
        }
        return conflicts;
    }

    private List<PlannedColumn> columns(TableSchema present, TableSchema imagined) {
        return imagined.columns().stream()
                .filter(column -> column.key() || isFilled(column))
                .sorted(
                        Comparator.comparing((Column column) -> !column.key())
                                .thenComparing(Column::name))
                .map(column -> planned(column, present.column(column.name())))
                .toList();
    }

    private List<String> untouched(TableSchema imagined) {
        return imagined.columns().stream()
                .filter(column -> !column.key() && !column.managed())
                .map(Column::name)
                .sorted()
                .toList();
    }

    private PlannedColumn planned(Column column, @Nullable Column before) {
        ColumnMapping mapping = declared.of(column.name());
        boolean grows =
                declared.evolves() && (mapping == null || mapping.type() == null) && !column.key();
        return new PlannedColumn(
                column.name(),
                column.type().toString(),
                column.key(),
                use.why(column, before, mapping),
                grows
                        ? List.of()
                        : use.risks(
                                column,
                                mapping == null || mapping.type() == null
                                        ? column.type()
                                        : mapping.type()));
    }

    /** Whether any document, or what is declared, gives the column a value. */
    private boolean isFilled(Column column) {
        return use.has(column) || declared.of(column.name()) != null;
    }

    private static SortedMap<DeadLetterKind, Integer> count(
            Collection<TargetChange.Rejected> rejected) {
        SortedMap<DeadLetterKind, Integer> counts = new TreeMap<>();
        for (TargetChange.Rejected letter : rejected) {
            counts.merge(DeadLetterKind.of(letter.deadLetter()), 1, Integer::sum);
        }
        return counts;
    }
}
