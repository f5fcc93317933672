package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ChildTable;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import dev.lockstep.sink.jdbc.TablePlan.PlannedColumn;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the job would make of one table, with the job's own encoder and DDL but on paper:
 * a table that is to be changed is imagined, and its DDL is written down instead of run.
 */
final class TablePlanner {

    private final TargetConnection target;
    private final Declarations declared;
    private final boolean known;
    private final ColumnUse use = new ColumnUse();
    private final SchemaDemand total = new SchemaDemand();
    private TableSchema imagined = new TableSchema("", 0, List.of());
    private List<TargetChange.Rejected> rejected = List.of();

    /**
     * @param known whether the target has Lockstep's own tables
     */
    TablePlanner(TargetConnection target, Declarations declared, boolean known) {
        this.target = target;
        this.declared = declared;
        this.known = known;
    }

    /**
     * @param changes what documents became, all for this table; at least one
     * @param risks of its rows
     */
    TablePlan plan(
            String table, Collection<? extends TargetChange.OfRow> changes, List<String> risks)
            throws SQLException {
        List<String> key = changes.iterator().next().key().stream().map(Cell::column).toList();
        return plan(table, key, changes, UnaryOperator.identity(), risks);
    }

    /**
     * The plan of a child table, without columns where it would not be made.
     *
     * @param documents what documents became, with their rows in it
     */
    TablePlan plan(ChildTable child, Collection<TargetChange.OfRow> documents) throws SQLException {
        List<String> key = child.key().stream().map(ColumnMapping::column).toList();
        List<TargetChange.Upsert> changes =
                documents.stream()
                        .flatMap(change -> ChildEncoder.upserts(child, change).stream())
                        .toList();
        return plan(
                child.table(),
                key,
                changes,
                rows -> encode(child, documents, rows.schema()).rows(),
                List.of());
    }

    private ChildEncoder encode(
            ChildTable child, Collection<TargetChange.OfRow> documents, TableSchema schema) {
        ChildEncoder encoder =
                new ChildEncoder(child, new RowEncoder(schema, declared, Optional.empty()));
        documents.forEach(encoder::encode);
        return encoder;
    }

    private TablePlan plan(
            String table,
            List<String> key,
            Collection<? extends TargetChange.OfRow> changes,
            UnaryOperator<RowEncoder> whole,
            List<String> risks)
            throws SQLException {
        TableSchema present =
                known
                        ? SchemaStore.read(table, declared, target)
                        : SchemaStore.readUnregistered(table, declared, target);
        changes.forEach(use::add);
        rejected = encode(changes, present, whole);
        MySqlDialect dialect = new MySqlDialect(target.server().mariaDb());
        return new TablePlan(
                table,
                present.exists(),
                columns(present),
                ddl(present, dialect),
                conflicts(present, key),
                new ManualChanges(present, imagined, declared, use).list(dialect),
                untouched(),
                risks);
    }

    /** The table as the job would leave it. */
    TableSchema imagined() {
        return imagined;
    }

    /** What the table would not take. */
    List<TargetChange.Rejected> rejected() {
        return rejected;
    }

    /**
     * As a batch does: again and again, until the table needs no further change.
     *
     * @param whole gives encoded rows what documents need beside their single rows
     */
    private List<TargetChange.Rejected> encode(
            Collection<? extends TargetChange.OfRow> changes,
            TableSchema present,
            UnaryOperator<RowEncoder> whole) {
        imagined = present;
        while (true) {
            RowEncoder rows = new RowEncoder(imagined, declared, Optional.empty());
            for (TargetChange.OfRow change : changes) {
                rows.encode(change);
                use.noteTypes(change, rows.demand());
            }
            if (rows.demand().isEmpty()) {
                rows = whole.apply(rows);
            }
            if (rows.demand().isEmpty()) {
                return rows.rejected();
            }
            total.add(rows.demand());
            SchemaChange change = change(present);
            imagined = TableDdl.after(change.renamed(), change.demand(), declared);
        }
    }

    private SchemaChange change(TableSchema present) {
        return SchemaChange.of(present, total, declared.names());
    }

    private List<String> ddl(TableSchema present, MySqlDialect dialect) throws SQLException {
        List<String> recorded = new ArrayList<>();
        if (total.columns().isEmpty()) {
            return recorded;
        }
        try (Statement reads = target.get().createStatement()) {
            SchemaChange change = change(present);
            change.renames().forEach(rename -> recorded.add(rename.sql(present.table())));
            TableDdl ddl = new TableDdl(dialect, RecordedStatement.of(reads, recorded), declared);
            TableSchema after = ddl.settled(change.renamed(), change.demand());
            if (present.exists()) {
                ddl.alter(change.renamed(), after);
            } else {
                ddl.create(after);
            }
        }
        return recorded;
    }

    private List<String> conflicts(TableSchema present, List<String> key) throws SQLException {
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

    private List<PlannedColumn> columns(TableSchema present) {
        Stream<Column> others =
                imagined.columns().stream()
                        .filter(column -> !column.key() && isFilled(column))
                        .sorted(Comparator.comparing(Column::name));
        return Stream.concat(imagined.key().stream(), others)
                .map(column -> planned(column, present.column(column.name())))
                .toList();
    }

    private List<String> untouched() {
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
                column.path(),
                column.type(),
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
}
