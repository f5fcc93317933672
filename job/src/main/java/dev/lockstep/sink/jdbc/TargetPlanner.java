package dev.lockstep.sink.jdbc;

import dev.lockstep.config.JdbcTarget;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Position;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.TargetChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;

/** Tells what the job would do in the target, without doing it: its session can only read. */
public final class TargetPlanner implements AutoCloseable {

    private final TargetConnection target;
    private final List<CollectionMapping> mappings;

    /**
     * @param mappings the pipeline's
     */
    public TargetPlanner(JdbcTarget target, List<CollectionMapping> mappings) {
        this.target = new TargetConnection(target);
        this.mappings = mappings;
    }

    /**
     * What would become of the tables that one collection fills.
     *
     * @param deadLetters of documents that the target would not take, one each
     */
    public record TargetPlan(List<TablePlan> tables, List<DeadLetter> deadLetters) {

        public TargetPlan {
            tables = List.copyOf(tables);
            deadLetters = List.copyOf(deadLetters);
        }
    }

    /**
     * Plans the tables that one collection fills.
     *
     * @param changes what its documents became
     */
    public TargetPlan plan(Namespace namespace, Collection<TargetChange> changes)
            throws SQLException {
        TableDeclarations declarations = new TableDeclarations(mappings);
        Batch batch = new Batch(declarations);
        changes.forEach(change -> batch.add(change, Position.before(0)));
        target.get().setReadOnly(true);
        return new CollectionPlanner(target, declarations.of(namespace), hasOwnTables())
                .plan(batch);
    }

    /** Whether a job has written to this database before. */
    private boolean hasOwnTables() throws SQLException {
        try (Statement statement = target.get().createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT COUNT(*) FROM information_schema.tables"
                                        + " WHERE table_schema = DATABASE() AND table_name IN"
                                        + " ('lockstep_tables', 'lockstep_columns')")) {
            row.next();
            return row.getInt(1) == 2;
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
