package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ChildTable;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnNames;
import dev.lockstep.mapping.HistoryColumns;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import dev.lockstep.type.ColumnFit;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.Fit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the pipeline file declares of a table that a collection fills. */
final class Declarations {

    private final Namespace namespace;
    private final CollectionMapping mapping;
    private final List<ColumnMapping> all;
    private final ColumnNames names;
    private final boolean businessKey;
    private final String path;
    private final Comments comments;
    private final List<ChildTable> children;
    private final Set<String> ofParent = new HashSet<>();
    private final Map<String, ColumnMapping> columns = new HashMap<>();

    private Declarations(
            Namespace namespace,
            CollectionMapping mapping,
            List<ColumnMapping> all,
            ColumnNames names,
            boolean businessKey,
            String path,
            Comments comments) {
        this.namespace = namespace;
        this.mapping = mapping;
        this.names = names;
        this.all = List.copyOf(all);
        this.businessKey = businessKey;
        this.path = path;
        this.comments = comments;
        this.children =
                ChildTable.of(mapping, namespace).stream().flatMap(ChildTable::all).toList();
        all.forEach(column -> columns.put(TableSchema.fold(column.column()), column));
    }

    static Declarations of(Namespace namespace, List<CollectionMapping> mappings) {
        return mappings.stream()
                .filter(mapping -> mapping.covers(namespace))
                .findFirst()
                .map(
                        mapping ->
                                new Declarations(
                                        namespace,
                                        mapping,
                                        columns(mapping).toList(),
                                        ColumnNames.of(mapping),
                                        mapping.hasBusinessKey(),
                                        "",
                                        Comments.of(namespace, columns(mapping).toList())))
                .orElseThrow(() -> new IllegalStateException("No mapping covers " + namespace));
    }

    /** Of the table that gets every change: where a row is gone, its columns are NULL. */
    Declarations ofHistory() {
        Stream<ColumnMapping> columns = columns(mapping).filter(History::isOfRow);
        List<ColumnMapping> all =
                Stream.concat(HistoryColumns.ALL.stream(), columns.map(ColumnMapping::orNull))
                        .toList();
        return new Declarations(
                namespace,
                mapping,
                all,
                names,
                false,
                "",
                Comments.ofHistory(namespace, columns(mapping).toList()));
    }

    /** The child tables of the collection's documents, parents before their children. */
    List<ChildTable> children() {
        return children;
    }

    /** What a document that has no row has in its child tables. */
    List<ChildRows> noChildren() {
        return children.stream()
                .map(
                        child ->
                                new ChildRows(
                                        child.table(),
                                        child.parent().stream().map(ColumnMapping::column).toList(),
                                        List.of()))
                .toList();
    }

    /**
     * What is declared of a child table, whose columns for the document's key have the types of the
     * parent's: so it can hold the key of every document that has a row there.
     */
    Declarations ofChild(ChildTable child, TableSchema parent) {
        List<ColumnMapping> columns = new ArrayList<>();
        for (int i = 0; i < child.parent().size(); i++) {
            Column column = parent.column(child.documentKey().get(i));
            ColumnMapping own = child.parent().get(i);
            columns.add(column == null ? own : own.withType(column.type()));
        }
        columns.addAll(child.elements());
        columns.addAll(child.mapping().columns());
        Declarations declared =
                new Declarations(
                        namespace,
                        mapping,
                        columns,
                        ColumnNames.of(child),
                        false,
                        child.path() + '.',
                        Comments.ofChild(namespace, around(child)));
        child.parent().forEach(column -> declared.ofParent.add(TableSchema.fold(column.column())));
        return declared;
    }

    /** A child table and those above it, from the outermost on. */
    private List<ChildTable> around(ChildTable child) {
        return children.stream()
                .filter(it -> (child.path() + '.').startsWith(it.path() + '.'))
                .toList();
    }

    private static Stream<ColumnMapping> columns(CollectionMapping mapping) {
        return Stream.concat(mapping.key().stream(), mapping.columns().stream());
    }

    /** The collection that fills the table. */
    Namespace namespace() {
        return namespace;
    }

    /** What the table and its columns say of where they come from. */
    Comments comments() {
        return comments;
    }

    /** The names of the fields' columns. */
    ColumnNames names() {
        return names;
    }

    /** Whether the table's key is of other fields than the document's id. */
    boolean hasBusinessKey() {
        return businessKey;
    }

    /** The columns of a key that is declared. */
    List<String> key() {
        return mapping.key().stream().map(ColumnMapping::column).toList();
    }

    /** The fields of a key that is declared. */
    List<String> keyPaths() {
        return mapping.key().stream().map(ColumnMapping::path).toList();
    }

    OnDuplicateKey onDuplicateKey() {
        return mapping.onDuplicateKey();
    }

    /** The column that holds the document's id where the key does not. */
    Optional<String> idColumn() {
        return mapping.idColumn();
    }

    /**
     * The parameter for a cell of a key: values of business keys are as those of other columns, in
     * child tables too.
     */
    Fit fitKey(Cell cell, ColumnType type) {
        boolean plain = businessKey || (mapping.hasBusinessKey() && followsParent(cell.column()));
        return plain ? ColumnFit.fit(cell.value(), type) : ColumnFit.fitKey(cell.value(), type);
    }

    /**
     * Whether the values of a key column get another form with its type. Those of business keys
     * never do: a text is as it is in any type of text.
     */
    boolean convertsKey(ColumnType from, ColumnType to) {
        return !mapping.hasBusinessKey() && KeyConversion.isNeeded(from, to);
    }

    /** The name of the table that gets every change; empty when there is none. */
    Optional<String> historyTable() {
        return mapping.historyTableFor(namespace);
    }

    /** Whether it is the collection's own table, and no child table or history. */
    boolean isOwn(String table) {
        return table.equals(mapping.tableFor(namespace));
    }

    /**
     * Whether the column holds the document's key in a child table, and so follows the parent's.
     */
    boolean followsParent(String column) {
        return ofParent.contains(TableSchema.fold(column));
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
        return all;
    }

    /** How many columns the table has at most. */
    int maxColumns() {
        return mapping.limits().columns();
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
