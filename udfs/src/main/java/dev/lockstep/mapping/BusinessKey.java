package dev.lockstep.mapping;

import dev.lockstep.row.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key that is made of a document's fields and not of its id. A change that tells nothing of the
 * fields, as a delete, has none: the target knows which row is the document's.
 */
final class BusinessKey {

    private final List<String> columns;

    private BusinessKey(List<String> columns) {
        this.columns = columns;
    }

    /** A mapping's; empty when its key is the document's id. */
    static Optional<BusinessKey> of(CollectionMapping mapping) {
        return mapping.hasBusinessKey()
                ? Optional.of(
                        new BusinessKey(mapping.key().stream().map(ColumnMapping::column).toList()))
                : Optional.empty();
    }

    /**
     * The columns of a mapping with such a key: its parts are columns that must have a value, and
     * the document's id, unless it is declared, is one more.
     */
    static List<ColumnMapping> columns(CollectionMapping mapping) {
        List<ColumnMapping> columns = new ArrayList<>(mapping.key());
        columns.addAll(mapping.columns());
        boolean free =
                columns.stream()
                        .noneMatch(
                                column ->
                                        column.path().equals(KeyMapper.ID)
                                                || column.column().equalsIgnoreCase("id"));
        if (free) {
            columns.add(new ColumnMapping(KeyMapper.ID, "id", null, true, null));
        }
        return columns;
    }

    /** The key's cells of a row that has all of them, in the key's order. */
    List<Cell> keyOf(List<Cell> row) {
        List<Cell> key = new ArrayList<>();
        for (String column : columns) {
            row.stream().filter(cell -> cell.column().equals(column)).forEach(key::add);
        }
        return key;
    }

    /** The other cells of a row. */
    List<Cell> othersOf(List<Cell> row) {
        return row.stream().filter(cell -> !columns.contains(cell.column())).toList();
    }
}
