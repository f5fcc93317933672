package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a table so that it holds what a batch demands: creates it, adds columns, widens types.
 *
 * <p>The writer's own connection holds the exclusive lock on the table's version for the whole
 * change, a second one runs the DDL, which commits by itself. {@code changing} is committed before
 * the first DDL: should the process die in between, the next writer sees it and reads the schema
 * again instead of trusting the version.
 */
final class SchemaEvolver {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaEvolver.class);

    /** Doubles hold every integer up to here; a BIGINT column with more stays exact as JSON. */
    private static final long MAX_EXACT = 1L << 53;

    /** MySQL allows 65,535 bytes a row outside of TEXT and BLOB; the rest is left for the key. */
    private static final long ROW_BUDGET = 48_000;

    private static final String TEMPORARY = "lockstep_converting";

    /** What became of a demand. */
    sealed interface Outcome {
        /** The table is what it was asked to be, or another writer made it so. */
        record Evolved(TableSchema schema) implements Outcome {}

        /** The server refused the change, for the reason that is told. */
        record Refused(String reason) implements Outcome {}
    }

    private final TargetConnection target;

    SchemaEvolver(TargetConnection target) {
        this.target = target;
    }

    /**
     * @param stale the schema for which the demand was made
     */
    Outcome evolve(TableSchema stale, SchemaDemand demand, Declarations declared)
            throws SQLException {
        String table = stale.table();
        Connection connection = target.get();
        try (TargetConnection ddl = target.another()) {
            beginChange(table, connection);
            TableSchema current = SchemaStore.read(table, declared, target);
            SchemaDemand remaining = demand.remaining(stale, current);
            Optional<String> refusal = run(current, remaining, ddl);
            if (refusal.isEmpty()) {
                SchemaStore.manage(table, remaining.managed(), connection);
            }
            TableSchema evolved = endChange(table, declared);
            return refusal.<Outcome>map(Outcome.Refused::new)
                    .orElseGet(() -> new Outcome.Evolved(evolved));
        }
    }

    /**
     * Reads a schema again, and ends a change that a writer left open when it died. Otherwise the
     * version stays: writers that read it again after a change must not make each other do so.
     */
    TableSchema refresh(String table, Declarations declared) throws SQLException {
        SchemaStore.register(table, target.get());
        if (lockExclusive(table, target.get())) {
            return endChange(table, declared);
        }
        TableSchema schema = SchemaStore.read(table, declared, target);
        target.get().commit();
        return schema;
    }

    /** Commits the mark, then takes the lock; again, if a refresh took the mark off in between. */
    private static void beginChange(String table, Connection connection) throws SQLException {
        do {
            try (PreparedStatement update =
                    connection.prepareStatement(
                            "UPDATE lockstep_tables SET changing = TRUE WHERE table_name = ?")) {
                update.setString(1, table);
                update.executeUpdate();
            }
            connection.commit();
        } while (!lockExclusive(table, connection));
    }

    /** Commits the new version and gives the schema that goes with it. */
    private TableSchema endChange(String table, Declarations declared) throws SQLException {
        Connection connection = target.get();
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE lockstep_tables SET changing = FALSE, version = version + 1"
                                + " WHERE table_name = ?")) {
            update.setString(1, table);
            update.executeUpdate();
        }
        TableSchema schema = SchemaStore.read(table, declared, target);
        connection.commit();
        return schema;
    }

    /**
     * Locks a table's version until the transaction ends; says whether it is marked as changing.
     */
    private static boolean lockExclusive(String table, Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT changing FROM lockstep_tables WHERE table_name = ? FOR UPDATE")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Runs the DDL; a reason when the server refused it, and then the table is as it was. */
    private Optional<String> run(TableSchema current, SchemaDemand demand, TargetConnection ddl)
            throws SQLException {
        if (demand.columns().isEmpty()) {
            return Optional.empty();
        }
        ddl.get().setAutoCommit(true);
        try (Statement statement = ddl.get().createStatement()) {
            if (current.exists()) {
                alter(current, demand, statement);
            } else {
                create(current.table(), demand, statement);
            }
            return Optional.empty();
        } catch (SQLException e) {
            SqlErrors.Kind kind = SqlErrors.classify(e);
            if (kind == SqlErrors.Kind.TRANSIENT || kind == SqlErrors.Kind.PERMANENT) {
                throw e;
            }
            String reason =
                    "table "
                            + current.table()
                            + " could not be changed: "
                            + SqlErrors.describe(e)
                            + ". Change it by hand, or exclude the field.";
            LOG.warn("{}", reason);
            return Optional.of(reason);
        }
    }

    private void create(String table, SchemaDemand demand, Statement statement)
            throws SQLException {
        List<Column> columns = new ArrayList<>();
        long bytes = 0;
        for (SchemaDemand.Wanted wanted : demand.columns().values()) {
            Column column = column(wanted, wanted.type(), bytes);
            bytes += rowBytes(column.type());
            columns.add(column);
        }
        MySqlDialect dialect = new MySqlDialect(target.server().mariaDb());
        statement.execute(dialect.createTable(table, columns));
        LOG.info("Created table {} with {} columns", table, columns.size());
    }

    private void alter(TableSchema current, SchemaDemand demand, Statement statement)
            throws SQLException {
        MySqlDialect dialect = new MySqlDialect(target.server().mariaDb());
        List<String> clauses = new ArrayList<>();
        long bytes = current.columns().stream().mapToLong(c -> rowBytes(c.type())).sum();
        for (SchemaDemand.Wanted wanted : demand.columns().values()) {
            Column present = current.column(wanted.name());
            if (present == null) {
                Column added = column(wanted, wanted.type(), bytes);
                bytes += rowBytes(added.type());
                clauses.add(dialect.addColumn(added));
                LOG.info("Adding column {} {} to {}", added.name(), added.type(), current.table());
                continue;
            }
            ColumnType type = safeType(present, wanted.type(), current.table(), statement);
            LOG.info(
                    "Widening column {} of {} from {} to {}",
                    present.name(),
                    current.table(),
                    present.type(),
                    type);
            if (type instanceof ColumnType.Json && !(present.type() instanceof ColumnType.Json)) {
                convertToJson(present, current.table(), statement);
            } else {
                clauses.add(dialect.modifyColumn(column(wanted, type, bytes)));
            }
        }
        if (!clauses.isEmpty()) {
            statement.execute(dialect.alterTable(current.table(), clauses));
        }
    }

    /** Text takes its place in the row only while the row has room for it. */
    private static Column column(SchemaDemand.Wanted wanted, ColumnType type, long bytes) {
        boolean crowded = !wanted.key() && bytes + rowBytes(type) > ROW_BUDGET;
        ColumnType placed = crowded ? offPage(type) : type;
        return new Column(wanted.name(), placed, wanted.nullable(), wanted.key(), true);
    }

    private static ColumnType offPage(ColumnType type) {
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

    private static ColumnType safeType(
            Column present, ColumnType wanted, String table, Statement statement)
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

    /**
     * Turns what a column holds into JSON values in a new column, then puts that in its place in
     * one atomic statement. A converted copy, because MODIFY would take a text as JSON instead of
     * quoting it.
     */
    private static void convertToJson(Column present, String table, Statement statement)
            throws SQLException {
        String quotedTable = MySqlDialect.quote(table);
        String column = MySqlDialect.quote(present.name());
        String copy = MySqlDialect.quote(TEMPORARY);
        dropLeftover(table, statement);
        statement.execute("ALTER TABLE " + quotedTable + " ADD COLUMN " + copy + " JSON NULL");
        statement.execute(
                "UPDATE "
                        + quotedTable
                        + " SET "
                        + copy
                        + " = "
                        + JsonConversion.expression(present.type(), column)
                        + " WHERE "
                        + column
                        + " IS NOT NULL");
        statement.execute(
                "ALTER TABLE "
                        + quotedTable
                        + " DROP COLUMN "
                        + column
                        + ", CHANGE COLUMN "
                        + copy
                        + " "
                        + column
                        + " JSON NULL");
    }

    private static void dropLeftover(String table, Statement statement) throws SQLException {
        String sql =
                "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND table_name = '"
                        + table.replace("\\", "\\\\").replace("'", "''")
                        + "' AND column_name = '"
                        + TEMPORARY
                        + "'";
        boolean leftover;
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            leftover = row.getInt(1) > 0;
        }
        if (leftover) {
            statement.execute(
                    "ALTER TABLE "
                            + MySqlDialect.quote(table)
                            + " DROP COLUMN "
                            + MySqlDialect.quote(TEMPORARY));
        }
    }
}
