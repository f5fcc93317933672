package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DDL that meets a demand, run by one statement that commits automatically. */
final class TableDdl {

    private static final Logger LOG = LoggerFactory.getLogger(TableDdl.class);

    /** MySQL allows 65,535 bytes a row outside of TEXT and BLOB; the rest is left for the key. */
    private static final long ROW_BUDGET = 60_000;

    /** What a VARCHAR(255) takes of it. */
    private static final long TEXT_BYTES = 1_022;

    private final MySqlDialect dialect;
    private final Statement statement;
    private final Declarations declared;

    TableDdl(MySqlDialect dialect, Statement statement, Declarations declared) {
        this.dialect = dialect;
        this.statement = statement;
        this.declared = declared;
    }

    /** Creates a table. */
    void create(TableSchema table) throws SQLException {
        statement.execute(
                dialect.createTable(table.table(), table.columns(), declared.comments().ofTable()));
        LOG.info("Created table {} with {} columns", table.table(), table.columns().size());
    }

    /** Adds and widens columns: those whose values change one by one, others in one statement. */
    void alter(TableSchema current, TableSchema after) throws SQLException {
        ColumnConversion conversion = new ColumnConversion(dialect, statement, current);
        List<String> clauses = new ArrayList<>();
        for (Column column : after.columns()) {
            Column present = current.column(column.name());
            if (present == null) {
                clauses.add(dialect.addColumn(column));
                LOG.info(
                        "Adding column {} {} to {}", column.name(), column.type(), current.table());
            } else if (!present.type().equals(column.type())) {
                LOG.info(
                        "Widening column {} of {} from {} to {}",
                        present.name(),
                        current.table(),
                        present.type(),
                        column.type());
                if (column.type() instanceof ColumnType.Json) {
                    conversion.toJson(present);
                } else if (column.key() && declared.convertsKey(present.type(), column.type())) {
                    conversion.keyToText(present, column.type());
                } else {
                    clauses.add(dialect.modifyColumn(column));
                }
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
        for (SchemaDemand.Wanted wanted : demand.columns()) {
            String name = TableSchema.fold(wanted.name());
            Column present = columns.get(name);
            if (present == null) {
                ColumnAttributes attributes = declared.comments().of(wanted);
                columns.put(name, added(wanted, attributes, current, columns.values()));
            } else if (isOfOthers(present, wanted, demand)) {
                columns.put(name, present.filledFrom(wanted.path()));
            } else {
                columns.put(name, present.filledFrom(wanted.path()).ofType(wanted.type()));
            }
        }
        return current.with(placed(columns.values()));
    }

    private static Column added(
            SchemaDemand.Wanted wanted,
            ColumnAttributes attributes,
            TableSchema current,
            Collection<Column> beside) {
        // A text that is declared takes its place in the row only while the row has room for it.
        boolean crowded =
                wanted.path() == null
                        && !wanted.key()
                        && fixedBytes(beside) + rowBytes(wanted.type()) > ROW_BUDGET;
        return new Column(
                wanted.name(),
                wanted.path(),
                crowded ? offPage(wanted.type()) : wanted.type(),
                // Rows that are there have no value yet; NOT NULL would make MySQL invent one.
                wanted.nullable() || current.exists(),
                wanted.key(),
                true,
                false,
                true,
                attributes);
    }

    /**
     * All text by convention is in the row, or none of it: else which columns are would depend on
     * the order in which they came. So one that may have been text once counts as text, too.
     */
    private static List<Column> placed(Collection<Column> columns) {
        long growing =
                columns.stream()
                        .filter(TableDdl::isGrowing)
                        .mapToLong(column -> fullBytes(column.type()))
                        .sum();
        boolean crowded = fixedBytes(columns) + growing > ROW_BUDGET;
        return columns.stream()
                .map(
                        column ->
                                crowded && isGrowing(column)
                                        ? column.ofType(offPage(column.type()))
                                        : column)
                .toList();
    }

    private static boolean isGrowing(Column column) {
        return column.path() != null && column.byConvention() && !column.key();
    }

    private static long fixedBytes(Collection<Column> columns) {
        return columns.stream()
                .filter(column -> !column.key() && !isGrowing(column))
                .mapToLong(column -> rowBytes(column.type()))
                .sum();
    }

    private static long fullBytes(ColumnType type) {
        boolean text =
                type instanceof ColumnType.VarChar
                        || type instanceof ColumnType.Text
                        || type instanceof ColumnType.VarBinary
                        || type instanceof ColumnType.Blob
                        || type instanceof ColumnType.Json;
        return text ? Math.max(TEXT_BYTES, rowBytes(type)) : rowBytes(type);
    }

    /** The table as {@link #after} has it, with the types that what it holds leaves possible. */
    TableSchema settled(TableSchema current, SchemaDemand demand) throws SQLException {
        SchemaDemand settled = new SchemaDemand();
        demand.adopting().forEach(settled::adopt);
        demand.filling().forEach(settled::fill);
        HeldNumbers held = new HeldNumbers(statement, current.table());
        for (SchemaDemand.Wanted wanted : demand.columns()) {
            Column present = current.column(wanted.name());
            settled.want(
                    present == null
                            ? wanted
                            : wanted.withType(held.safeType(present, wanted.type())));
        }
        return after(current, settled, declared);
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
}
