package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.Widening;
import java.util.List;
import java.util.stream.Stream;

/**
 * A column that is of another type than the one that is declared for it, and stays so: making it
 * that could lose values, or schema drift does not allow it.
 *
 * @param present the column as the target has it
 * @param declared the type that is declared
 */
record LeftChange(String table, Column present, ColumnType declared) {

    /** All such columns of a table, in its order. */
    static List<LeftChange> of(TableSchema schema, Declarations declared) {
        return schema.columns().stream().flatMap(it -> of(it, schema.table(), declared)).toList();
    }

    private static Stream<LeftChange> of(Column present, String table, Declarations declared) {
        ColumnMapping mapping = declared.of(present.name());
        if (mapping == null || mapping.type() == null) {
            return Stream.empty();
        }
        ColumnType type = mapping.type();
        boolean same = present.type().equals(type) || present.type().equals(TableDdl.offPage(type));
        boolean coming = declared.evolves() && Widening.isSafe(present.type(), type);
        return same || coming ? Stream.empty() : Stream.of(new LeftChange(table, present, type));
    }

    @Override
    public String toString() {
        return "Column "
                + present.name()
                + " of table "
                + table
                + " is "
                + present.type()
                + " and declared as "
                + declared;
    }
}
