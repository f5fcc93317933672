package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DDL that meets a demand, run by one statement that commits automatically. */
final class TableDdl {

    private static final Logger LOG = LoggerFactory.getLogger(TableDdl.class);

    /** Doubles hold every integer up to here; a BIGINT column with more stays exact as JSON. */
    private static final long MAX_EXACT = 1L << 53;

    /** MySQL allows 65,535 bytes a row outside of TEXT and BLOB; the rest is left for the key. */
    private static final long ROW_BUDGET = 48_000;

    private final MySqlDialect dialect;
    private final Statement statement;

    TableDdl(MySqlDialect dialect, Statement statement) {
        this.dialect = dialect;
        this.statement = statement;
    }

    /** Creates a table with all the columns that are wanted. */
    void create(String table, SchemaDemand demand) throws SQLException {
        List<Column> columns = new ArrayList<>();
        long bytes = 0;
        for (SchemaDemand.Wanted wanted : demand.columns()) {
            Column column = column(wanted, wanted.type(), bytes);
            bytes += rowBytes(column.type());
            columns.add(column);
        }
        statement.execute(dialect.createTable(table, columns));
        LOG.info("Created table {} with {} columns", table, columns.size());
    }

    /** Adds and widens columns: those whose values change one by one, others in one statement. */
    void alter(TableSchema current, SchemaDemand demand) throws SQLException {
        ColumnConversion conversion = new ColumnConversion(dialect, statement, current);
        List<String> clauses = new ArrayList<>();
        long bytes = current.columns().stream().mapToLong(c -> rowBytes(c.type())).sum();
        for (SchemaDemand.Wanted wanted : demand.columns()) {
            Column present = current.column(wanted.name());
            if (present == null) {
                // Rows that are there have no value yet; NOT NULL would make MySQL invent one.
                Column added = nullable(column(wanted, wanted.type(), bytes));
                bytes += rowBytes(added.type());
                clauses.add(dialect.addColumn(added));
                LOG.info("Adding column {} {} to {}", added.name(), added.type(), current.table());
                continue;
            }
            if (wanted.path() != null && present.path() == null) {
                continue; // a column of others, which is widened when its content is looked at
            }
            ColumnType type = safeType(present, wanted.type(), current.table());
            LOG.info(
                    "Widening column {} of {} from {} to {}",
                    present.name(),
                    current.table(),
                    present.type(),
                    type);
            if (type instanceof ColumnType.Json && !(present.type() instanceof ColumnType.Json)) {
                conversion.toJson(present);
            } else if (wanted.key() && KeyConversion.isNeeded(present.type(), type)) {
                conversion.keyToText(present, type);
            } else {
                clauses.add(dialect.modifyColumn(column(wanted, type, bytes)));
            }
        }
        if (!clauses.isEmpty()) {
            statement.execute(MySqlDialect.alterTable(current.table(), clauses));
        }
    }

    /** Text takes its place in the row only while the row has room for it. */
    private static Column column(SchemaDemand.Wanted wanted, ColumnType type, long bytes) {
        boolean crowded = !wanted.key() && bytes + rowBytes(type) > ROW_BUDGET;
        ColumnType placed = crowded ? offPage(type) : type;
        return new Column(
                wanted.name(), wanted.path(), placed, wanted.nullable(), wanted.key(), true, false);
    }

    private static Column nullable(Column column) {
        return new Column(
                column.name(),
                column.path(),
                column.type(),
                true,
                column.key(),
                column.managed(),
                false);
    }

    /** The type of what is stored outside of a row that has no room for it. */
    static ColumnType offPage(ColumnType type) {
        if (type instanceof ColumnType.VarChar) {
            return ColumnType.Text.REGULAR;
        }
        return type instanceof ColumnType.VarBinary ? ColumnType.Blob.REGULAR : type;
    }

    private static long rowBytes(ColumnType type) {
        if (type instanceof ColumnType.VarChar text) {
            return 4L * text.length() + 2;
        } else if (type instanceof ColumnType.VarBinary binary) {
            return binary.length() + 2L;
        } else if (type instanceof ColumnType.Char text) {
            return text.length();
        }
        return 12;
    }

    /** A BIGINT column becomes DOUBLE only if that holds all its numbers. */
    private ColumnType safeType(Column present, ColumnType wanted, String table)
            throws SQLException {
        boolean lossy =
                present.type().equals(ColumnType.Int.BIG) && wanted instanceof ColumnType.Float64;
        if (!lossy) {
            return wanted;
        }
        String column = MySqlDialect.quote(present.name());
        String sql =
                "SELECT EXISTS (SELECT 1 FROM "
                        + MySqlDialect.quote(table)
                        + " WHERE "
                        + column
                        + " NOT BETWEEN "
                        + -MAX_EXACT
                        + " AND "
                        + MAX_EXACT
                        + ")";
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1) ? new ColumnType.Json() : wanted;
        }
    }
}
