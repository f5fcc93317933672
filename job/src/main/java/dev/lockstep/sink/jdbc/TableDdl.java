package dev.lockstep.sink.jdbc;

import static java.util.Objects.requireNonNull;

import dev.lockstep.type.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Declarations declared;

    TableDdl(MySqlDialect dialect, Statement statement, Declarations declared) {
        this.dialect = dialect;
        this.statement = statement;
        this.declared = declared;
    }

    /** Creates a table with all the columns that are wanted. */
    void create(String table, SchemaDemand demand) throws SQLException {
        List<Column> columns =
                after(new TableSchema(table, 0, List.of()), demand, declared).columns();
        statement.execute(dialect.createTable(table, columns, declared.comments().ofTable()));
        LOG.info("Created table {} with {} columns", table, columns.size());
    }

    /** Adds and widens columns: those whose values change one by one, others in one statement. */
    void alter(TableSchema current, SchemaDemand demand) throws SQLException {
        TableSchema after = after(current, settled(current, demand), declared);
        ColumnConversion conversion = new ColumnConversion(dialect, statement, current);
        List<String> clauses = new ArrayList<>();
        for (SchemaDemand.Wanted wanted : demand.columns()) {
            Column present = current.column(wanted.name());
            Column column = requireNonNull(after.column(wanted.name()));
            if (present == null) {
                clauses.add(dialect.addColumn(column));
                LOG.info(
                        "Adding column {} {} to {}", column.name(), column.type(), current.table());
                continue;
            }
            if (isOfOthers(present, wanted, demand)) {
                continue;
            }
            LOG.info(
                    "Widening column {} of {} from {} to {}",
                    present.name(),
                    current.table(),
                    present.type(),
                    column.type());
            if (column.type() instanceof ColumnType.Json
                    && !(present.type() instanceof ColumnType.Json)) {
                conversion.toJson(present);
            } else if (column.key() && KeyConversion.isNeeded(present.type(), column.type())) {
                conversion.keyToText(present, column.type());
            } else {
                clauses.add(dialect.modifyColumn(column));
            }
        }
        if (!clauses.isEmpty()) {
            statement.execute(MySqlDialect.alterTable(current.table(), clauses));
        }
    }

    /** A column that the field has got just now; it is widened when its type is looked at. */
    private static boolean isOfOthers(
            Column present, SchemaDemand.Wanted wanted, SchemaDemand demand) {
        return wanted.path() != null
                && present.path() == null
                && !demand.adopting().containsKey(wanted.path());
    }

    /**
     * The table with what is wanted of it, if nothing that it holds stands against it.
     *
     * @param demand with the columns' names as they are given
     */
    static TableSchema after(TableSchema current, SchemaDemand demand, Declarations declared) {
        Map<String, Column> columns = new LinkedHashMap<>();
        current.columns().forEach(column -> columns.put(TableSchema.fold(column.name()), column));
        demand.adopting()
                .forEach(
                        (path, name) -> {
                            if (current.isFree(name)) {
                                columns.computeIfPresent(
                                        TableSchema.fold(name),
                                        (key, column) -> column.filledFrom(path));
                            }
                        });
        demand.filling()
                .forEach(
                        name ->
                                columns.computeIfPresent(
                                        TableSchema.fold(name),
                                        (key, column) -> column.filledFrom(null)));
        long bytes = current.columns().stream().mapToLong(c -> rowBytes(c.type())).sum();
        for (SchemaDemand.Wanted wanted : demand.columns()) {
            Column present = current.column(wanted.name());
            boolean added = present == null;
            Column column =
                    column(wanted, bytes)
                            .with(
                                    present == null
                                            ? declared.comments().of(wanted)
                                            : present.attributes());
            bytes += added ? rowBytes(column.type()) : 0;
            // Rows that are there have no value yet; NOT NULL would make MySQL invent one.
            columns.put(
                    TableSchema.fold(wanted.name()),
                    added && current.exists() ? column.orNull() : column);
        }
        return current.with(List.copyOf(columns.values()));
    }

    /** The demand with the types that what the table holds leaves possible. */
    private SchemaDemand settled(TableSchema current, SchemaDemand demand) throws SQLException {
        SchemaDemand settled = new SchemaDemand();
        demand.adopting().forEach(settled::adopt);
        demand.filling().forEach(settled::fill);
        for (SchemaDemand.Wanted wanted : demand.columns()) {
            Column present = current.column(wanted.name());
            settled.want(
                    present == null
                            ? wanted
                            : wanted.withType(safeType(present, wanted.type(), current.table())));
        }
        return settled;
    }

    /** Text takes its place in the row only while the row has room for it. */
    private static Column column(SchemaDemand.Wanted wanted, long bytes) {
        boolean crowded = !wanted.key() && bytes + rowBytes(wanted.type()) > ROW_BUDGET;
        ColumnType placed = crowded ? offPage(wanted.type()) : wanted.type();
        return new Column(
                wanted.name(),
                wanted.path(),
                placed,
                wanted.nullable(),
                wanted.key(),
                true,
                false,
                ColumnAttributes.of(""));
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
