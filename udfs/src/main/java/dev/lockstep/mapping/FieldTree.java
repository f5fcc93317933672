package dev.lockstep.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The fields of a collection's documents: those its mapping names, and those seen so far. */
final class FieldTree {

    /** How many fields that are not declared are remembered: field names may be data. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final Comparator<ColumnMapping> BY_DEPTH =
            Comparator.comparingLong(column -> column.path().chars().filter(c -> c == '.').count());

    private final ColumnNames names;
    private final FieldNode root;
    private final int keySize;
    private final int maxDepth;
    private final List<ColumnMapping> columns;
    private final List<FieldTree> children = new ArrayList<>();
    private int remembered;

    /**
     * @param key the mapping's key, complete
     */
    FieldTree(CollectionMapping mapping, List<ColumnMapping> key, List<ChildTable> children) {
        this(
                ColumnNames.of(mapping),
                key,
                mapping.columns(),
                mapping.exclude(),
                mapping.limits().depth());
        children.forEach(this::addChild);
    }

    /** The fields of a child table's elements. */
    private FieldTree(ChildTable table, int maxDepth) {
        this(
                ColumnNames.of(table),
                table.mapping().key() instanceof ElementKey.Field
                        ? List.of(table.elementColumn())
                        : List.of(),
                table.mapping().columns(),
                table.mapping().exclude(),
                maxDepth);
        table.children().forEach(this::addChild);
    }

    private FieldTree(
            ColumnNames names,
            List<ColumnMapping> key,
            List<ColumnMapping> columns,
            List<String> exclude,
            int maxDepth) {
        this.names = names;
        this.maxDepth = maxDepth;
        this.root = new FieldNode(this);
        this.columns =
                columns.stream()
                        .filter(column -> column.source() instanceof ColumnSource.Field)
                        .toList();
        // Shorter paths first: a field learns when it is made what covers it.
        this.keySize = key.size();
        key.stream().sorted(BY_DEPTH).forEach(part -> root.makeKey(part.path()));
        IntStream.range(0, this.columns.size())
                .mapToObj(index -> new DeclaredColumn(index, this.columns.get(index)))
                .sorted(Comparator.comparing(DeclaredColumn::mapping, BY_DEPTH))
                .forEach(root::makeDeclared);
        exclude.forEach(root::makeExcluded);
    }

    private void addChild(ChildTable table) {
        FieldTree elements = new FieldTree(table, maxDepth);
        int index = children.size();
        children.add(elements);
        root.makeChild(
                table.mapping().path(), new ChildTree(index, table.mapping().isMap(), elements));
    }

    FieldNode root() {
        return root;
    }

    /** How many names the path of a column's field has at most by convention. */
    int maxDepth() {
        return maxDepth;
    }

    /** How many columns the key has. */
    int keySize() {
        return keySize;
    }

    /** The declared columns that have a field. */
    List<ColumnMapping> columns() {
        return columns;
    }

    /** The elements of the child tables right below, in the order of the mapping. */
    List<FieldTree> children() {
        return children;
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
