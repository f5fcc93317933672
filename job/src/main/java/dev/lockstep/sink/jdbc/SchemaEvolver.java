package dev.lockstep.sink.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
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
            awaitDdl(table, ddl);
            TableSchema current = SchemaStore.read(table, declared, target);
            SchemaDemand remaining = demand.remaining(stale, current);
            Optional<String> refusal =
                    LongStatement.await(ddl, () -> run(current, remaining, declared, ddl));
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
        SchemaStore.register(table, declared, target.get());
        if (lockExclusive(table, target.get())) {
            try (TargetConnection ddl = target.another()) {
                awaitDdl(table, ddl);
            }
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
                if (update.executeUpdate() == 0) {
                    throw new SQLException("lockstep_tables has lost the row of " + table);
                }
            }
            connection.commit();
        } while (!lockExclusive(table, connection));
    }

    /**
     * Waits until no DDL of a dead writer runs on the table any more: a server goes on with a
     * statement whose client is gone, and the session's lock is held until it has ended.
     */
    private static void awaitDdl(String table, TargetConnection ddl) throws SQLException {
        LongStatement.await(ddl, () -> lockDdl(table, ddl.get()));
    }

    private static boolean lockDdl(String table, Connection connection) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement(
                        // A lock's name has 64 characters at most; MySQL 9.6 and later
                        // have no MD5() and no SHA1() of their own.
                        "SELECT GET_LOCK(CONCAT('lockstep:', LEFT(SHA2(CONCAT(DATABASE(),"
                                + " '.', ?), 256), 40)), 86400)")) {
            lock.setString(1, table);
            return lock.execute();
        }
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

    /**
     * Runs the DDL; a reason when the server refused it, and then no column is less than it was.
     */
    private Optional<String> run(
            TableSchema current, SchemaDemand demand, Declarations declared, TargetConnection ddl)
            throws SQLException {
        if (demand.isEmpty()) {
            return Optional.empty();
        }
        ddl.get().setAutoCommit(true);
        try (Statement statement = ddl.get().createStatement()) {
            SchemaChange change = SchemaChange.of(current, demand, declared.names());
            rename(change, statement);
            TableDdl table =
                    new TableDdl(new MySqlDialect(ddl.server().mariaDb()), statement, declared);
            TableSchema after = table.settled(change.renamed(), change.demand());
            ColumnRegistry.note(current.table(), change.noted(after), statement.getConnection());
            if (current.exists()) {
                table.alter(change.renamed(), after);
            } else {
                table.create(after);
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

    /**
     * A column's new name is noted before it gets it, so that a process that dies in between leaves
     * no column whose field is not known.
     */
    static void rename(SchemaChange change, Statement statement) throws SQLException {
        String table = change.renamed().table();
        for (SchemaChange.Rename rename : change.renames()) {
            Column column = rename.column();
            LOG.info(
                    "Renaming column {} of {} to {}, as another field has a better right to its name",
                    column.name(),
                    table,
                    rename.name());
            ColumnRegistry.note(
                    table, Map.of(rename.name(), column.noted()), statement.getConnection());
            statement.execute(rename.sql(table));
        }
    }
}
