package dev.lockstep.mapping;

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
    private final List<ColumnMapping> columns;
    private int remembered;

    /**
     * @param key the mapping's key, complete
     */
    FieldTree(CollectionMapping mapping, List<ColumnMapping> key) {
        this.names = ColumnNames.of(mapping);
        this.root = new FieldNode(this);
        this.columns =
                mapping.columns().stream()
                        .filter(column -> column.source() instanceof ColumnSource.Field)
                        .toList();
        // Shorter paths first: a field learns when it is made what covers it.
        this.keySize = key.size();
        key.stream().sorted(BY_DEPTH).forEach(part -> root.makeKey(part.path()));
        IntStream.range(0, columns.size())
                .mapToObj(index -> new DeclaredColumn(index, columns.get(index)))
                .sorted(Comparator.comparing(DeclaredColumn::mapping, BY_DEPTH))
                .forEach(root::makeDeclared);
        mapping.exclude().forEach(root::makeExcluded);
    }

    FieldNode root() {
        return root;
    }

    /** How many columns the key has. */
    int keySize() {
        return keySize;
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
