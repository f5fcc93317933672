package dev.lockstep.sink.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renames the columns of fields that have lost their name to a field with a better right to it: the
 * only renames there are. A column's new name is noted before it gets it, so that a process that
 * dies in between leaves no column whose field is not known.
 */
final class ColumnRenaming {

    private static final Logger LOG = LoggerFactory.getLogger(ColumnRenaming.class);

    private final ColumnNaming naming;
    private final Statement statement;
    private TableSchema schema;

    /**
     * @param statement commits by itself
     */
    ColumnRenaming(TableSchema schema, ColumnNaming naming, Statement statement) {
        this.schema = schema;
        this.naming = naming;
        this.statement = statement;
    }

    /** Gives the table as it is then. */
    TableSchema run() throws SQLException {
        Map<Column, String> pending = new LinkedHashMap<>();
        for (Column column : schema.columns()) {
            if (column.path() != null && !naming.nameOf(column.path()).equals(column.name())) {
                pending.put(column, naming.nameOf(column.path()));
            }
        }
        while (!pending.isEmpty()) {
            Map.Entry<Column, String> next = next(pending);
            rename(next.getKey(), next.getValue());
            pending.remove(next.getKey());
        }
        return schema;
    }

    /** One whose new name is not that of a column which is to be renamed itself. */
    private Map.Entry<Column, String> next(Map<Column, String> pending) {
        Optional<Map.Entry<Column, String>> free =
                pending.entrySet().stream()
                        .filter(rename -> schema.column(rename.getValue()) == null)
                        .findFirst();
        return free.orElseGet(() -> pending.entrySet().iterator().next());
    }

    private void rename(Column column, String name) throws SQLException {
        note(Map.of(name, Optional.ofNullable(column.path())));
        LOG.info(
                "Renaming column {} of {} to {}, as another field has a better right to its name",
                column.name(),
                schema.table(),
                name);
        String clause =
                "RENAME COLUMN "
                        + MySqlDialect.quote(column.name())
                        + " TO "
                        + MySqlDialect.quote(name);
        statement.execute(MySqlDialect.alterTable(schema.table(), List.of(clause)));
        schema =
                schema.with(
                        schema.columns().stream()
                                .map(it -> it.equals(column) ? it.named(name) : it)
                                .toList());
    }

    /** Notes, before they are there, which columns of a demand Lockstep fills. */
    void noteNew(SchemaDemand named) throws SQLException {
        Map<String, Optional<String>> columns = new HashMap<>();
        for (SchemaDemand.Wanted wanted : named.columns()) {
            columns.put(wanted.name(), Optional.ofNullable(wanted.path()));
        }
        for (String path : named.adopting()) {
            String name = naming.nameOf(path);
            if (schema.isFree(name)) {
                columns.put(name, Optional.of(path));
            }
        }
        note(columns);
    }

    private void note(Map<String, Optional<String>> columns) throws SQLException {
        ColumnRegistry.note(schema.table(), columns, statement.getConnection());
    }
}
