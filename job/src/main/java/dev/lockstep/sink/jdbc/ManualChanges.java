package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.sink.jdbc.TablePlan.ManualChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes of a table that the job never makes: to drop, to rename, to narrow. */
final class ManualChanges {

    private final TableSchema present;
    private final TableSchema imagined;
    private final Declarations declared;
    private final ColumnUse use;

    /**
     * @param imagined the table as the job would leave it
     */
    ManualChanges(TableSchema present, TableSchema imagined, Declarations declared, ColumnUse use) {
        this.present = present;
        this.imagined = imagined;
        this.declared = declared;
        this.use = use;
    }

    List<ManualChange> list(MySqlDialect dialect) {
        List<ManualChange> changes = new ArrayList<>();
        for (LeftChange left : LeftChange.of(imagined, declared)) {
            Column column = left.present();
            changes.add(
                    modify(
                            left + ": values that do not fit would be lost",
                            column.withType(left.declared()),
                            dialect));
        }
        for (Column column : present.columns()) {
            Column after = Optional.ofNullable(imagined.column(column.name())).orElse(column);
            boolean filled = use.has(after) || declared.of(column.name()) != null;
            if (column.managed() && !column.key() && !filled) {
                changes.add(unfilled(column));
            } else if (filled && !column.nullable() && use.nulls(after) > 0) {
                String reason =
                        "%s takes no NULL, and %d of the documents have no value for it"
                                .formatted(column.name(), use.nulls(after));
                changes.add(modify(reason, after.orNull(), dialect));
            }
        }
        return changes;
    }

    private ManualChange modify(String reason, Column column, MySqlDialect dialect) {
        return new ManualChange(
                reason,
                MySqlDialect.alterTable(present.table(), List.of(dialect.modifyColumn(column))));
    }

    /** A column that was a field's by convention may have a name of its own by now. */
    private ManualChange unfilled(Column column) {
        for (ColumnMapping mapping : declared.all()) {
            boolean renamed =
                    mapping.source() instanceof ColumnSource.Field field
                            && TableSchema.fold(field.path().replace('.', '_'))
                                    .equals(TableSchema.fold(column.name()));
            if (renamed && present.column(mapping.column()) == null) {
                return new ManualChange(
                        "%s is declared as %s now".formatted(column.name(), mapping.column()),
                        MySqlDialect.alterTable(
                                present.table(),
                                List.of(
                                        "RENAME COLUMN "
                                                + MySqlDialect.quote(column.name())
                                                + " TO "
                                                + MySqlDialect.quote(mapping.column()))));
            }
        }
        return new ManualChange(
                "no field of the sampled documents fills " + column.name(),
                MySqlDialect.alterTable(
                        present.table(),
                        List.of("DROP COLUMN " + MySqlDialect.quote(column.name()))));
    }
}
