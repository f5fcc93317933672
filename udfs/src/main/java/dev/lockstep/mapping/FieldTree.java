package dev.lockstep.mapping;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The fields of a collection's documents: those its mapping names, and those seen so far. */
final class FieldTree {

    /** How many fields that are not declared are remembered: field names may be data. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final Comparator<ColumnMapping> BY_DEPTH =
            Comparator.comparingLong(column -> column.path().chars().filter(c -> c == '.').count());

    private final ColumnNames names;
    private final FieldNode root;
    private final Map<String, FieldNode> keyColumns = new HashMap<>();
    private final List<ColumnMapping> columns;
    private int remembered;

    /**
     * @param key the mapping's key, complete
     */
    FieldTree(CollectionMapping mapping, List<ColumnMapping> key) {
        this.names =
                new ColumnNames(
                        key,
                        mapping.columns(),
                        mapping.historyTable() == null ? List.of() : HistoryColumns.NAMES);
        this.root = new FieldNode(this);
        this.columns =
                mapping.columns().stream()
                        .filter(column -> column.source() instanceof ColumnSource.Field)
                        .toList();
        // Shorter paths first: a field learns when it is made what covers it.
        key.stream()
                .sorted(BY_DEPTH)
                .forEach(
                        part ->
                                keyColumns.put(
                                        ColumnNames.fold(part.column()),
                                        root.makeKey(part.path())));
        IntStream.range(0, columns.size())
                .mapToObj(index -> declared(index, columns.get(index)))
                .sorted(Comparator.comparing(DeclaredColumn::mapping, BY_DEPTH))
                .forEach(root::makeDeclared);
        mapping.exclude().forEach(root::makeExcluded);
    }

    private static DeclaredColumn declared(int index, ColumnMapping column) {
        return new DeclaredColumn(index, column, ColumnNames.fold(column.column()));
    }

    FieldNode root() {
        return root;
    }

    /** The key's columns by their names, in the form in which names are compared. */
    Map<String, FieldNode> keyColumns() {
        return keyColumns;
    }

    /** The declared columns that have a field. */
    List<ColumnMapping> columns() {
        return columns;
    }

    ColumnNames names() {
        return names;
    }

    boolean mayRemember() {
        if (remembered >= MAX_REMEMBERED) {
            return false;
        }
        remembered++;
        return true;
    }
}
