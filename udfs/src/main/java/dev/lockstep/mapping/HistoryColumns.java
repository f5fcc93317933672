package dev.lockstep.mapping;

import dev.lockstep.type.ColumnType;
import java.util.List;

/** The columns that a table of changes has beside those of its rows. */
public final class HistoryColumns {

    /** Orders changes as they happened when it is compared as text; the primary key. */
    public static final ColumnMapping POSITION =
            column("_position", new ColumnType.VarChar(768), false);

    /** What happened; DELETE for all that leaves a document without a row. */
    public static final ColumnMapping OPERATION =
            column("_operation", new ColumnType.VarChar(16), false);

    /** When, by the source's clock; NULL for a document of a snapshot. */
    public static final ColumnMapping CLUSTER_TIME =
            column("_cluster_time", new ColumnType.DateTime(), true);

    /** All of them. */
    public static final List<ColumnMapping> ALL = List.of(POSITION, OPERATION, CLUSTER_TIME);

    /** Their names. */
    public static final List<String> NAMES = ALL.stream().map(ColumnMapping::column).toList();

    private HistoryColumns() {}

    /** Whether a declared column has the name of one of these, and shows something else. */
    public static boolean isTaken(ColumnMapping column) {
        boolean same =
                column.source() == ColumnSource.Metadata.OPERATION
                        || column.source() == ColumnSource.Metadata.CLUSTER_TIME;
        return !same
                && NAMES.stream()
                        .anyMatch(
                                name ->
                                        ColumnNames.fold(name)
                                                .equals(ColumnNames.fold(column.column())));
    }

    private static ColumnMapping column(String name, ColumnType type, boolean nullable) {
        return new ColumnMapping(name, name, type, nullable, null);
    }
}
